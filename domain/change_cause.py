"""Why something that others rest on changed: the coded cause of every lapse and every fallen approval."""

from domain.labels import Labelled


class ChangeCause(Labelled):
    """変更の原因: what happened to the thing that a compilation, an approval or a hearing rested on."""

    PART_CORRECTED = "part-corrected", "受理後の修正", "part corrected after acceptance"
    PART_RESTATED = "part-restated", "排出量の再算定", "emissions restated"
    PART_RETURNED = "part-returned", "差戻し", "a part was returned"
    PART_WITHDRAWN = "part-withdrawn", "取下げ", "a part was taken back"
    MEASURE_LISTED = "measure-listed", "点検対象施策の追加", "a measure was added to the round"
    ROUND_REOPENED = "round-reopened", "年度点検の再開", "review round reopened"
    MINUTES_CORRECTED = "minutes-corrected", "議事録の修正", "minutes corrected after approval"
    COMPILED_ANEW = "compiled-anew", "取りまとめのやり直し", "a newer compilation was made"
