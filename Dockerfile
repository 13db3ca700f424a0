# The production image: our packages and the hash-locked runtime, without the embedded database.
FROM python:3.13-slim
WORKDIR /srv/shinchoku
COPY requirements/runtime.lock requirements/runtime.lock
RUN pip install --no-cache-dir --require-hashes --requirement requirements/runtime.lock
COPY . .
RUN useradd --uid 10001 --no-create-home shinchoku
USER 10001:10001
ENV PYTHONPATH=/srv/shinchoku PYTHONUNBUFFERED=1
ENTRYPOINT ["python", "-m", "cli"]
CMD ["serve", "--host", "0.0.0.0"]
