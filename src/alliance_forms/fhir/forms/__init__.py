# SPDX-License-Identifier: Apache-2.0
"""A form as a Questionnaire: its items, conditions, scores and languages, and what they are called."""
