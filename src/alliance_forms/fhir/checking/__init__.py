# SPDX-License-Identifier: Apache-2.0
"""Is this what software will understand? All that is wrong with a resource, ours or not, each fault at its place."""
