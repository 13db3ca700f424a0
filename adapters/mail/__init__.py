"""Mail: letters as bytes, a folder that takes them as .eml files, and SMTP."""
