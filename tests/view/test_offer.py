# SPDX-License-Identifier: Apache-2.0
"""What a host offers is a part of what an instrument names; what an answer means does not depend on it."""

import re

import pytest
from hypothesis import given

import alliance_forms as af
from alliance_forms.checks import check_choices
from alliance_forms.codec import answer_digest
from alliance_forms.model import Choices, Entry, FrozenMap, Offer
from alliance_forms.testing import choices
from alliance_forms.view import offered

INTAKE = af.get_instrument("identity-intake")
DECLINED = ["not-known", "declined"]
TWO = Choices(id="two", offer=(Offer(instrument=INTAKE.id, link_id="gender.is", option=("woman", "man"), own_words=False),))


def offer_of(link, **how):
    form = af.form_view(INTAKE, **how)
    item = next(item for item in form.instrument.walk() if item.link_id == link)
    return [option.code for option, _ in form.options(item)], form.own_words(item)


def answered(link, *codes):
    group = link.partition(".")[0]
    rounds = (Entry(answers=FrozenMap({link: codes})),)
    return af.Response(instrument=INTAKE.id, version=INTAKE.version, answers={group: rounds})


@given(choices(INTAKE))
def test_choices_change_no_digest_no_version_and_no_way_not_to_answer(chosen):
    host = af.Host(choices=(chosen,))
    form = af.form_view(INTAKE, host=host)
    assert answer_digest(form.instrument) == answer_digest(INTAKE)
    assert form.version_tag == af.form_view(INTAKE).version_tag
    for offer in chosen.offer:
        codes, own_words = offer_of(offer.link_id, host=host)
        item = next(item for item in INTAKE.walk() if item.link_id == offer.link_id)
        assert codes == [*offer.option, *(option.code for option in INTAKE.options(item) if option.absent)]
        assert own_words is (item.open_choice and offer.own_words)


@pytest.mark.parametrize("link", ["gender.is", "pronouns.are"])
def test_what_one_host_offers_another_host_reads(link):
    item = next(item for item in INTAKE.walk() if item.link_id == link)
    for option in INTAKE.options(item):
        assert af.check_response(INTAKE, answered(link, option.code)) == ()


def test_the_usual_offer_includes_everyone_and_begins_with_nobody_in_particular():
    codes, own_words = offer_of("gender.is")
    assert codes == ["agender", "genderfluid", "man", "non-binary", "questioning", "woman", *DECLINED]
    assert own_words
    assert not any(option.text == "Other" for item in INTAKE.walk() if hasattr(item, "answer_option") for option in item.answer_option)


def test_pronouns_are_offered_in_the_language_of_the_form():
    assert offer_of("pronouns.are", locale="es")[0] == ["es.elle", "es.ella", "es.el", "name-only", "ask-me", "declined"]
    assert offer_of("pronouns.are", locale="en")[0][:3] == ["en.they", "en.she", "en.he"]


def test_a_host_may_decide_for_less_and_has_to_say_so():
    host = af.Host(choices=(TWO,))
    assert offer_of("gender.is", host=host) == (["woman", "man", *DECLINED], False)
    page = af.render(INTAKE, "html", host=host)
    assert "gender.is~text" not in page
    assert "Non-binary" not in page
    text = af.render(INTAKE, "text", host=host)
    assert "non-binary" not in text
    fhir = af.render(INTAKE, "fhir-r4", host=host)
    assert "Non-binary" not in fhir


def test_of_several_choices_the_first_for_the_language_counts():
    spanish = Choices(id="es", locale=("es",), offer=(Offer(instrument=INTAKE.id, link_id="gender.is", option=("woman", "two-spirit")),))
    host = af.Host(choices=(spanish, TWO))
    assert offer_of("gender.is", host=host)[0][:2] == ["woman", "man"]
    assert offer_of("gender.is", host=host, locale="es")[0][:2] == ["woman", "two-spirit"]


def test_a_set_that_questions_share_is_chosen_once_for_all():
    shared = Choices(id="small", offer=(Offer(instrument=INTAKE.id, answer_option_set="audience", option=("therapist", "front-desk")),))
    for link in ("name.audience", "gender.audience"):
        assert offer_of(link, host=af.Host(choices=(shared,)))[0] == ["therapist", "front-desk"]


def test_an_answer_that_is_there_is_offered_whatever_the_choices_say():
    host = af.Host(choices=(TWO,))
    page = af.render(INTAKE, "html", host=host, response=answered("gender.is", "non-binary", "two-spirit"))
    assert re.findall(r'value="([^"]*)" checked', page) == ["non-binary", "two-spirit"]
    back = af.read(INTAKE, "html", [("af-gender~1~gender.is", "non-binary"), ("af-gender~1~gender.is", "two-spirit")], host=host)
    assert back.answers["gender"][0].answers["gender.is"] == ("non-binary", "two-spirit")


def test_without_choices_of_its_own_an_instrument_offers_everything():
    phq9 = af.get_instrument("phq-9")
    assert offered(phq9, lang="en", choices=(TWO,)) == FrozenMap()


BAD = [
    (Offer(instrument=INTAKE.id, option=("woman",)), "AF-CHOICES-ITEM", ""),
    (Offer(instrument=INTAKE.id, link_id="gender.is", answer_option_set="audience", option=()), "AF-CHOICES-ITEM", ""),
    (Offer(instrument=INTAKE.id, link_id="gender", option=("woman",)), "AF-REF-UNKNOWN", "/linkId"),
    (Offer(instrument=INTAKE.id, answer_option_set="audiences", option=()), "AF-REF-UNKNOWN", "/answerOptionSet"),
    (Offer(instrument=INTAKE.id, link_id="gender.is", option=("women",)), "AF-REF-UNKNOWN", "/option/0"),
    (Offer(instrument=INTAKE.id, link_id="gender.is", option=("woman", "woman")), "AF-ID-TWICE", "/option/1"),
    (Offer(instrument=INTAKE.id, link_id="gender.is", option=("declined",)), "AF-CHOICES-ABSENCE", "/option/0"),
    (Offer(instrument=INTAKE.id, link_id="contact.allowed", option=("no",)), "AF-CHOICES-CLOSED", ""),
]


@pytest.mark.parametrize(("offer", "code", "place"), BAD)
def test_choices_that_do_not_fit_are_refused(offer, code, place):
    chosen = Choices(id="bad", offer=(TWO.offer[0], offer))
    assert [(problem.code, problem.pointer) for problem in check_choices(chosen, INTAKE)] == [(code, f"/offer/1{place}")]
    with pytest.raises(af.InvalidDocument):
        af.form_view(INTAKE, host=af.Host(choices=(chosen,)))
    assert code in {problem.code for problem in af.validate(af.dumps(chosen))}


def test_what_a_score_counts_is_nobodys_to_choose():
    data = af.dump(af.get_instrument("shared-goals"))
    item = data["item"][0]["item"][2]
    item["answerOption"][0]["byChoice"] = True
    assert "AF-ITEM-CHOICES" in codes_of(data)
    item["choices"] = True
    assert "AF-ITEM-CHOICES" not in codes_of(data)
    item["answerOption"][0]["weight"] = 1
    assert "AF-ITEM-CHOICES" in codes_of(data)


def codes_of(tree):
    from alliance_forms.codec import write_json

    return [problem.code for problem in af.validate(write_json(tree))]


def test_a_host_takes_choices_and_nothing_else():
    with pytest.raises(af.UsageFault, match="tuple of Choices"):
        af.Host(choices=(TWO.offer[0],))
