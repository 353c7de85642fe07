import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from argos.avatar.files import kind_of
from argos.avatar.review.limits import limits_on
from argos.avatar.review.outcome import Attack
from argos.avatar.review.report import KINDS, Released, report
from argos.avatar.review.report.content import answer, content, spaced
from argos.avatar.review.report.picture import picture, strip
from argos.avatar.review.verdict import Standing, judge
from argos.core.errors import UsageError
from argos.core.language import speaking
from tests.unit.avatar.review.conftest import DAY, SECRET, outcome

LIMITS = limits_on(DAY)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_pdf_is_tagged_dated_and_says_the_verdict_first(refused, lang):
    with speaking(lang):
        read = PdfReader(io.BytesIO(report(refused, "table.csv", ".pdf")))
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert read.trailer["/Root"]["/Lang"] == lang
    assert read.metadata["/CreationDate"].startswith("D:20261125")
    assert 3 <= len(read.pages) <= 6
    first, whole = read.pages[0].extract_text(), "".join(p.extract_text() for p in read.pages)
    assert ("ne doit pas être transmise" if lang == "fr" else "must not be released") in first
    assert "Zwrxqv" not in whole
    assert SECRET not in whole


def test_each_language_has_every_word(refused):
    said = {}
    for lang in ("fr", "en"):
        with speaking(lang):
            said[lang] = content(refused, "table.csv")
    assert said["fr"].keys() == said["en"].keys()
    same = {
        n for n in said["fr"] if said["fr"][n] == said["en"][n] and isinstance(said["fr"][n], str)
    }
    assert same == {"table", "tone"}


def test_the_page_is_well_formed_and_each_picture_is_told(refused):
    with speaking("en"):
        page = report(refused, "<b>&.csv", ".html").decode()
    assert "<b>&.csv" not in page
    assert "&lt;b&gt;&amp;.csv" in page
    assert page.count("<svg") == page.count('role="img"') == 2 * len(Attack)


def test_french_marks_stay_with_their_word():
    assert spaced("« a » : b ; c ?") == "«\u202fa\u202f»\u00a0: b\u202f; c\u202f?"
    assert spaced([{"said": "a ;", "svg": "a ;"}]) == [{"said": "a\u202f;", "svg": "a ;"}]


def test_a_report_is_about_one_file(refused):
    with speaking("en"):
        none = content(refused, "table.csv")
        told = content(refused, "table.csv", Released("out.csv", 256, "ab" * 32))
    assert none["file"] == "table.csv: 320 people, 5 columns, 25 Nov 2026. No table was written."
    for each in ("table.csv", "out.csv", "256 rows", "ab" * 32, "this file only"):
        assert each in told["file"]
    facts = {fact["name"]: fact["said"] for fact in told["facts"]}
    assert told["file"].endswith(facts["File that leaves"])
    assert facts["Columns"] == "x0, x1, kind, illness, age"


def test_an_attack_that_concludes_nothing_is_told_beside_one_that_does():
    with speaking("en"):
        both = answer(Standing.UNDER, {Standing.UNDER, Standing.INCONCLUSIVE})
        alone = answer(Standing.INCONCLUSIVE, {Standing.INCONCLUSIVE})
        plain = answer(Standing.UNDER, {Standing.UNDER})
    assert both == f"{plain} One attack, at least, concluded nothing."
    assert "concluded nothing" not in alone


def test_counts_add_up_and_options_are_only_in_the_last_box(refused):
    with speaking("en"):
        said = content(refused, "table.csv")
    counts = [int(each) for each in re.findall(r": (\d+)", said["tally"])]
    assert sum(counts) == len(Attack)
    before = {name: part for name, part in said.items() if name not in ("run_list", "words")}
    for each in before["against"]:
        each.pop("todo")
    assert "--" not in str(before)
    assert any("--k" in each for each in said["run_list"])
    assert "Settings tried in this calculation: 1." in said["run_list"][-1]


def test_the_worst_column_is_told_and_the_mean_decides(refused):
    with speaking("en"):
        told = content(refused, "table.csv")["groups"][2]["attacks"][0]["told"]
    found = {f.outcome.attack: f.outcome for f in refused.verdict.findings}
    assert "The mean of columns decides." in told
    assert found[Attack.INFERENCE].worst_column in told


def drawn(estimate, error, floor=0.01, raw=0.98):
    given = outcome(Attack.LINKABILITY, estimate, error, floor=floor, raw=raw)
    found = judge([given], (), LIMITS)
    return found.findings[0]


def read(image):
    return ElementTree.fromstring(image)  # noqa: S314 - our own


def test_the_scale_runs_from_nothing_to_three_times_the_limit():
    lines = read(strip(drawn(0.03, 0.015), 228)).findall("{*}line")
    bar = next(line for line in lines if line.get("stroke-width") == "3")
    limit = next(line for line in lines if line.get("stroke-width") == "1.6")
    assert float(limit.get("x1")) == 114.0  # half way from −1 to 3 limits
    assert (float(bar.get("x1")), float(bar.get("x2"))) == (89.0, 139.0)


@pytest.mark.parametrize(
    ("estimate", "error", "circles", "paths"),
    [(0.01, 0.01, 1, 0), (0.01, 0.03, 1, 0), (0.04, 0.01, 0, 1), (0.5, 0.9, 0, 3)],
)
def test_shapes_tell_where_an_attack_stands(estimate, error, circles, paths):
    image = read(strip(drawn(estimate, error)))
    assert len(image.findall("{*}circle")) == circles
    assert len(image.findall("{*}path")) == paths


def test_a_picture_names_limit_noise_and_real_data():
    with speaking("en"):
        words = re.findall(r">([^<]+)</text>", picture(drawn(0.01, 0.01)))
    assert words == ["nothing 0", "limit 3.0", "real data 98 →", "noise 1.0"]


@pytest.mark.parametrize(
    ("raw", "words", "hollow"),
    [(0.98, "real data 98 →", 0), (0.06, "real data 6", 1), (-0.02, "real data −2", 1),
     (-0.2, "← real data −20", 0)],
)  # fmt: skip
def test_an_arrow_is_only_for_what_is_beyond_the_picture(raw, words, hollow):
    with speaking("en"):
        image = picture(drawn(0.01, 0.01, raw=raw, floor=-0.3))
    assert f">{words}</text>" in image
    assert ">← noise −30.0</text>" in image
    marks = [path for path in read(image).findall("{*}path") if path.get("stroke")]
    assert len(marks) == hollow + (raw <= LIMITS.attacks[Attack.LINKABILITY])


def test_a_report_is_a_page_or_a_pdf():
    assert kind_of(Path("r.HTML"), KINDS) == ".html"
    with pytest.raises(UsageError, match="AVATAR_FILE"):
        kind_of(Path("r.docx"), KINDS)
