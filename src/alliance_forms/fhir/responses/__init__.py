# SPDX-License-Identifier: Apache-2.0
"""What was answered as a QuestionnaireResponse, and a QuestionnaireResponse of any software as answers."""
