# SPDX-License-Identifier: Apache-2.0
"""What becomes of elements and extensions of other people's forms that have no place here, in words."""

__all__ = ["EFFECTS", "NOT_ASKED", "UNLISTED"]

# Types of item that no question of ours has.
NOT_ASKED = {
    "dateTime": "times of day are not asked here",
    "time": "times of day are not asked here",
    "url": "addresses are not asked here",
    "attachment": "files are not asked here",
    "reference": "references to other resources are not asked here",
    "quantity": "quantities with a unit are not asked here",
    "question": "its type is none that can be answered",
}
UNLISTED = "it has no options that are codes"

# What an extension would do elsewhere and does not do here, by the end of its name.
EFFECTS = {
    "sdc-questionnaire-initialExpression": "nothing is filled in here before somebody answers",
    "sdc-questionnaire-answerOptionsToggleExpression": "every option is always offered here",
    "cqf-expression": "what is calculated about this item is not calculated here",
    "questionnaire-minOccurs": "fewer answers are taken here too",
    "questionnaire-maxOccurs": "more answers are taken here too",
    "questionnaire-unit": "the unit is not shown here",
    "questionnaire-unitOption": "the unit is not shown here",
    "questionnaire-unitValueSet": "the unit is not shown here",
    "minValue": "smaller answers are taken here too",
    "maxValue": "greater answers are taken here too",
    "questionnaire-sliderStepValue": "every value between the ends can be chosen here",
    "maxDecimalPlaces": "more decimal places are taken here too",
    "minLength": "shorter answers are taken here too",
    "regex": "answers of another form are taken here too",
    "entryFormat": "the hint at the form of an answer is not shown here",
    "questionnaire-constraint": "this rule is not looked at here",
    "targetConstraint": "this rule is not looked at here",
    "questionnaire-signatureRequired": "nobody is asked for a signature here",
    "sdc-questionnaire-itemMedia": "the picture or sound is not shown here",
    "questionnaire-supportLink": "the link is not shown here",
    "questionnaire-supportHyperlink": "the link is not shown here",
}
