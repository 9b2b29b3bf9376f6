# ruff: noqa: E501 - a table is read as a table
"""English: every listed wording is found in any spelling, no near miss is, and what is taken back is not held against."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate import resources
from advocate.analysis.lexicons.latin import unmask
from advocate.analysis.lexicons.matching import Matcher
from advocate.analysis.lexicons.model import LexiconFile
from advocate.analysis.rules.loading import parse
from advocate.domain.vocabulary import Medium, NoticeKind

LEXICON = parse(resources.path("lexicons", "en.yaml").read_bytes(), LexiconFile, "en.yaml")
MATCHER = Matcher(LEXICON)
#: The sentences of the research file, by category.
LISTED = [
    ("arrest_threat", "A warrant has been issued for your arrest."),
    ("arrest_threat", "You will go to jail if you don't pay today."),
    ("arrest_threat", "If you don't pay you'll be arrested."),
    ("arrest_threat", "The sheriff is on his way to your house."),
    ("arrest_threat", "We'll have you arrested."),
    ("crime_claim", "Not paying is fraud and you know it."),
    ("crime_claim", "Criminal charges will be filed against you on Friday."),
    ("crime_claim", "You have committed theft by deception."),
    ("crime_claim", "We are pressing charges against you."),
    ("false_authority", "This is Officer Daniels with the county fraud division."),
    ("false_authority", "I'm calling from the district attorney's office about your case."),
    ("false_authority", "I am the attorney assigned to your file."),
    ("false_authority", "This is a process server with papers for you."),
    ("false_authority", "I'm a county court bailiff."),
    ("legal_action", "We will garnish your wages starting Monday."),
    ("legal_action", "We're going to sue you tomorrow."),
    ("legal_action", "I'll put a lien on your house."),
    ("legal_action", "We will seize your car."),
    ("legal_action", "This is your final notice before we take legal action."),
    ("legal_action", "We could garnish your wages, put a lien on your property."),
    ("legal_action", "If you don't pay today, we'll garnish your wages."),
    ("third_party_threat", "I'm going to call your boss about this debt."),
    ("third_party_threat", "We will let your family know you don't pay."),
    ("third_party_threat", "I already told your mother what you owe."),
    ("third_party_threat", "We have contacted your employer about this."),
    ("public_shame", "We will post your name on Facebook."),
    ("public_shame", "Your photo will be published on our deadbeat list."),
    ("public_shame", "I'll share this with everyone on social media."),
    ("abuse", "Just pay the damn balance!"),
    ("abuse", "You are a liar and a thief."),
    ("abuse", "You're nothing but a deadbeat."),
    ("abuse", "What the hell are you planning to do about it?"),
    ("abuse", "Shut up and pay."),
    ("violence", "I know where your kids go to school."),
    ("violence", "Pay or we'll break your legs."),
    ("violence", "Something could happen to your family."),
    ("violence", "Watch your back."),
    ("immigration", "We'll report you to immigration."),
    ("immigration", "You will be deported if you don't pay."),
    ("immigration", "Your visa could be cancelled over this."),
    ("persistence", "I'll keep calling until you pay."),
    ("persistence", "You can't make us stop calling."),
    ("persistence", "We will call you every hour."),
    ("overshadowing", "You can't dispute this debt."),
    ("overshadowing", "You must pay today."),
    ("overshadowing", "Pay within 24 hours or lose your rights."),
    ("pretext", "We have a package for you, call us back."),
    ("pretext", "You have won a prize, please call."),
    ("pretext", "Sorry you missed a delivery, ring this number."),
    ("credit_threat", "We will ruin your credit for life."),
    ("credit_threat", "You'll never buy a house again."),
    ("says_stop_calls", "Please stop calling me."),
    ("says_stop_calls", "Do not call me again."),
    ("says_stop_calls", "Take my number off your list."),
    ("says_cease", "Cease all communication with me about this debt."),
    ("says_cease", "I refuse to pay this debt."),
    ("says_cease", "Please stop all communication with me and with this address."),
    ("says_work", "I can't take personal calls at work."),
    ("says_work", "My boss doesn't allow personal calls."),
    ("says_work", "Don't call me at work."),
    ("says_attorney", "My attorney is Jane Roe at Legal Aid."),
    ("says_attorney", "I have a lawyer for this debt."),
    ("says_attorney", "Talk to my lawyer."),
    ("says_dispute", "I dispute this debt."),
    ("says_dispute", "This is not my debt."),
    ("says_dispute", "I don't owe this."),
    ("says_dispute", "Send me verification of the debt."),
    ("says_time", "Never between 3 pm and 5 pm."),
    ("says_time", "Weekends are inconvenient."),
    ("says_time", "Don't call me after 6 pm."),
    ("says_time", "I work nights."),
    ("says_text_stop", "STOP"),
    ("says_text_stop", "Unsubscribe"),
    ("says_text_stop", "opt out"),
]  # fmt: skip
NEAR = [
    ("arrest_threat", "You cannot be arrested for not paying this debt."),
    ("arrest_threat", "Nobody goes to jail over a credit card."),
    ("arrest_threat", "This product has a two-year warranty."),
    ("arrest_threat", "I bank with Sheriff's Employees Credit Union."),
    ("arrest_threat", "If you were a victim of fraud, please send us a police report."),
    ("crime_claim", "Was this account opened as a result of fraud?"),
    ("crime_claim", "We have marked the account as possible identity theft."),
    ("crime_claim", "Failure to pay this debt is not a crime."),
    ("crime_claim", "There will be no charges for this call."),
    ("false_authority", "I am not an attorney and cannot give legal advice."),
    ("false_authority", "Please talk to an attorney if you have questions."),
    ("false_authority", "You may hire a lawyer."),
    ("false_authority", "The court mailed you a notice last week."),
    ("legal_action", "We will not sue you for it and we will not report it."),
    ("legal_action", "The creditor may consider its options."),
    ("legal_action", "A judgment was entered on May 3; here is the case number."),
    ("legal_action", "Nothing in this letter is a threat of suit."),
    ("third_party_threat", "Are you allowed to take calls at your employer?"),
    ("third_party_threat", "May we speak with your spouse if you give us permission?"),
    ("third_party_threat", "I am confirming location information for John Smith."),
    ("third_party_threat", "Did your employer change recently?"),
    ("public_shame", "Please do not post your account number online."),
    ("public_shame", "You can pay online at our website."),
    ("public_shame", "We never discuss accounts on social media."),
    ("abuse", "Hello, this is Jason."),
    ("abuse", "Please complete the assessment."),
    ("abuse", "Mr. Dick Scunthorpe called."),
    ("abuse", "The damage to the car was covered."),
    ("abuse", "Shell Federal Credit Union"),
    ("abuse", "I heard he called someone a liar."),
    ("violence", "We don't want to hurt your credit more than necessary."),
    ("violence", "This payment plan won't hurt."),
    ("violence", "We no longer know where you receive mail; please confirm your address."),
    ("violence", "You won't regret this plan."),
    ("immigration", "Your immigration attorney's invoice is past due."),
    ("immigration", "Do you have a green card number on file?"),
    ("immigration", "We charge no fee for ice delivery."),
    ("persistence", "When is a good time to call you back?"),
    ("persistence", "We will stop calling this number."),
    ("persistence", "You can call us every weekday from 8 to 5."),
    ("overshadowing", "If you dispute the debt in writing by July 8 we must stop collection until we send verification."),
    ("overshadowing", "You may pay today or choose a plan."),
    ("overshadowing", "You have the right to dispute."),
    ("pretext", "This is Robin Smith calling from ABC Inc. Please contact me or Jim Johnson at 1-800-555-1212."),
    ("pretext", "Your refund was applied to the balance."),
    ("pretext", "The delivery company is the original creditor."),
    ("credit_threat", "This debt may be reported to credit bureaus."),
    ("credit_threat", "We will ask the bureaus to update your credit report."),
    ("says_stop_calls", "I will stop by and call later."),
    ("says_stop_calls", "Call me tomorrow."),
    ("says_stop_calls", "I'm busy right now."),
    ("says_cease", "I can't pay until Friday."),
    ("says_cease", "Please contact my lawyer."),
    ("says_cease", "Stop texting; email me instead."),
    ("says_work", "I'm at work right now, call at six."),
    ("says_work", "I work from home."),
    ("says_attorney", "I can't afford a lawyer."),
    ("says_attorney", "Are you an attorney?"),
    ("says_dispute", "I don't dispute the amount but I can't pay."),
    ("says_dispute", "I'd like a payment plan."),
    ("says_time", "I'm busy right now."),
    ("says_time", "I cannot talk now."),
    ("says_time", "It is 4:15 p.m."),
    ("says_text_stop", "Stop by the office"),
    ("says_text_stop", "Cancel my appointment"),
    ("says_text_stop", "The end of the month works"),
]  # fmt: skip
#: Wordings of this project.
OWN = [
    ("bailiff_claim", "Bailiffs will attend your property."),
    ("bailiff_claim", "We will remove your goods."),
    ("doorstep", "A doorstep visit will take place on Friday."),
    ("bankruptcy_threat", "We will make you bankrupt."),
    ("bankruptcy_threat", "A statutory demand will be served on you."),
    ("borrow_or_sell", "Borrow it from your family."),
    ("borrow_or_sell", "Sell your car and pay us."),
    ("police_complaint", "We will file an FIR against you."),
    ("police_complaint", "A police complaint will be lodged."),
    ("suicide_push", "Go and kill yourself."),
    ("suicide_push", "You would be better off dead."),
    ("arrest_threat", "You are looking at jail time."),
    ("arrest_threat", "We will issue a warrant for your arrest."),
    ("arrest_threat", "An arrest warrant is next."),
    ("legal_action", "See you in court."),
    ("third_party_threat", "We will message all your contacts."),
    ("third_party_threat", "Everyone in your contact list will hear about it."),
    ("public_shame", "We will send morphed photos of you to your friends."),
    ("violence", "We will kick down your door."),
]  # fmt: skip
OWN_NEAR = [
    ("bailiff_claim", "If the court makes a judgment and it is not paid, enforcement agents may be instructed."),
    ("doorstep", "You can visit our website."),
    ("bankruptcy_threat", "If you are bankrupt, tell us the case number."),
    ("borrow_or_sell", "You should not borrow to repay this debt."),
    ("borrow_or_sell", "Ask our team about a plan."),
    ("police_complaint", "Please file a complaint with our grievance officer."),
    ("suicide_push", "The account holder has died."),
]  # fmt: skip
AIDS = [
    ("about_debt", ["This call is about a debt.", "Your balance is past due.", "Credit card receivables group calling."], ["This is Robin Smith calling from ABC Inc. Please contact me or Jim Johnson at 1-800-555-1212."]),
    ("debt_disclosure", ["This is an attempt to collect a debt and any information obtained will be used for that purpose.", "This communication is from a debt collector."], ["We collect parcels."]),
    ("opt_out_line", ["Reply STOP to stop texts to this telephone number.", "To unsubscribe, click here."], ["Reply to this message today."]),
    ("limited_content", ["This is Robin Smith calling from ABC Inc. Please contact me or Jim Johnson at 1-800-555-1212."], ["This is Robin Smith calling from ABC Inc about a debt. Please contact me at 1-800-555-1212."]),
]  # fmt: skip
PHRASES = [(name, phrase.text) for name, content in LEXICON.categories.items() for phrase in content.wordings]


def said(category: str, text: str) -> list[str]:
    """Return the categories found in what the speaker of ``category`` says."""
    heard = MATCHER.find_of_debtor if LEXICON.categories[category].speaker == "debtor" else MATCHER.find
    return [hit.category for hit in heard(1, text)]


def test_the_whole_list_is_there() -> None:
    assert (len(LISTED), len(NEAR)) == (74, 66)
    assert len({category for category, _ in LISTED}) == 20


@pytest.mark.parametrize(("category", "text"), LISTED + OWN)
def test_what_is_listed_is_found(category: str, text: str) -> None:
    assert category in said(category, text)
    assert category in said(category, text.upper())
    assert category in said(category, text.replace("'", "’"))


@pytest.mark.parametrize(("category", "text"), LISTED + OWN)
def test_tricks_of_spelling_do_not_help(category: str, text: str) -> None:
    if LEXICON.categories[category].speaker == "debtor":
        return
    assert category in said(category, "\u200b".join(text))
    assert category in said(category, text.replace("o", "о").replace("a", "а").replace("e", "е")), "Cyrillic letters"
    assert category in said(category, text.replace("i", "í").replace("u", "ü"))


@pytest.mark.parametrize(("category", "text"), NEAR + OWN_NEAR)
def test_no_near_miss_fires(category: str, text: str) -> None:
    assert said(category, text) == []


@pytest.mark.parametrize("clean", LEXICON.must_not_fire, ids=lambda clean: clean.text)
def test_legitimate_wordings_stay_silent(clean: object) -> None:
    heard = MATCHER.find_of_debtor if getattr(clean, "speaker", "") == "debtor" else MATCHER.find
    assert heard(1, str(getattr(clean, "text", ""))) == []


@pytest.mark.parametrize(("category", "phrase"), PHRASES)
def test_every_phrase_hits_its_category(category: str, phrase: str) -> None:
    assert category in said(category, f"Listen: {phrase}, you hear?")


@pytest.mark.parametrize(("category", "hits", "misses"), AIDS)
def test_what_rules_ask_for_by_name(category: str, hits: list[str], misses: list[str]) -> None:
    assert all(MATCHER.find_pattern(1, text, category) for text in hits)
    assert not any(MATCHER.find_pattern(1, text, category) for text in misses)
    assert MATCHER.find(1, hits[0]) == []


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("You will go to j4il", "arrest_threat"),
        ("you will go to j a i l", "arrest_threat"),
        ("we will s.u.e you", "legal_action"),
        ("We w1ll garn1sh your wages", "legal_action"),
        ("you are a $tup1d loser", "abuse"),
        ("If you do not pay, we will sue you", "legal_action"),
        ("This is not a joke. We will sue you", "legal_action"),
    ],
)
def test_letters_in_disguise_and_harmless_negations(text: str, category: str) -> None:
    assert category in said(category, text)


@pytest.mark.parametrize(
    "text",
    [
        "We will not sue you.",
        "Nobody will have you arrested.",
        "We never said we would tell your boss about it",
        "She'll be here at six, Michelle said hello",
        "The class assessment was passed",
    ],
)
def test_what_is_taken_back_or_inside_a_word_is_not_found(text: str) -> None:
    assert MATCHER.find(1, text) == []


def test_the_debtors_words_are_no_conduct_and_say_what_they_make_known() -> None:
    assert MATCHER.find(1, "Please stop calling me.") == []
    assert (LEXICON.categories["says_stop_calls"].notice, LEXICON.categories["says_stop_calls"].notice_medium) == (
        NoticeKind.STOP_MEDIUM,
        Medium.CALL,
    )
    assert MATCHER.find_of_debtor(1, "We will sue you") == []


def test_places_are_those_of_the_text_as_written() -> None:
    text = "Well\u200b, you will be а r r e s t e d today"
    (hit,) = MATCHER.find(3, text)
    assert text[hit.start : hit.end] == "you will be а r r e s t e d"


def test_times_and_sums_stay_what_they_are() -> None:
    assert unmask("after 6pm, $500, 24 hours, 3rd")[0] == "after 6pm, $500, 24 hours, 3rd"


@given(st.text(st.characters() | st.sampled_from("arrest you will sue j4il n't .'!0$ "), max_size=80))
def test_any_text_gives_places_within_it(text: str) -> None:
    plain, offsets = unmask(text)
    assert len(plain) == len(offsets)
    assert offsets == sorted(set(offsets))
    for hit in [*MATCHER.find(1, text), *MATCHER.find_of_debtor(1, text)]:
        assert 0 <= hit.start < hit.end <= len(text)
