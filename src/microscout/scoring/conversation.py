"""Conversation: does the creator answer those who comment?

Of the threads that count (``threads.py``), k of n have an answer by the creator. The share is shrunk towards what is
usual on the platform, a Beta(α, β) kept in ``priors.json``; the interval is the posterior's middle 90 %, and the
judgement is where the shrunk rate stands among creators as the prior has them (``beta.py``). Beside it: questions
answered, the median time to the first answer, how many different people got one.

Why: the replies of a creator are among what makes small ones worth more than large ones (Beichert et al., Journal of
Marketing 88(4), 2024). No benchmark of reply rates has been published, so the prior is an assumption and wide.
"""

from __future__ import annotations

import narwhals as nw

from microscout.scoring.base import Columns, Judgement, Rounds
from microscout.scoring.beta import middle, place, posterior
from microscout.scoring.priors import beta, logits


class Conversation:
    """See the module's text."""

    name = "conversation"
    question = "Does the creator answer those who comment?"
    over = "threads"

    def per_post(self) -> Columns:
        """What a thread adds; null for those that do not count."""
        question = nw.when(nw.col("counts")).then(nw.col("question"))
        return {
            "conversation_thread": nw.col("counts").cast(nw.Int64),
            "conversation_answered": nw.col("answered").cast(nw.Int64),
            "conversation_question": question.cast(nw.Int64),
            "conversation_helped": (question & nw.col("answered")).cast(nw.Int64),
            "conversation_person": nw.col("first_answer").cast(nw.Int64),
        }

    def per_creator(self) -> Columns:
        """Threads that count, answered ones, questions (null: not read), answered ones, seconds, people."""
        return {
            "conversation_n": nw.col("conversation_thread").sum(),
            "conversation_k": nw.col("conversation_answered").sum(),
            "conversation_read": nw.col("conversation_question").count(),
            "conversation_asked": nw.col("conversation_question").sum(),
            "conversation_solved": nw.col("conversation_helped").sum(),
            "conversation_seconds": nw.col("answer_seconds").median(),
            "conversation_people": nw.col("conversation_person").sum(),
        }

    def metrics(self) -> Rounds:
        """The rate as it was seen with its n, the shrunk one with its interval, questions, hours, people."""
        some = nw.when(nw.col("conversation_n") > 0).then(nw.col("conversation_n"))
        a, b = posterior(nw.col("conversation_k"), some, beta("reply"))
        low, mean, high = middle(nw.col("conversation_a"), nw.col("conversation_b"))
        n = nw.col("conversation_some")
        read = ~n.is_null() & (nw.col("conversation_read") > 0)
        told = {
            "reply_rate": nw.col("conversation_k") / n,
            "reply_n": nw.col("conversation_n").fill_null(0).cast(nw.Int64),
            "reply_answered": nw.when(~n.is_null()).then(nw.col("conversation_k")),
            "reply_shrunk": mean,
            "reply_low": low,
            "reply_high": high,
            "questions_n": nw.when(read).then(nw.col("conversation_asked")),
            "questions_answered": nw.when(read).then(nw.col("conversation_solved")),
            "answer_hours": nw.col("conversation_seconds") / 3600.0,
            "people_answered": nw.when(~n.is_null()).then(nw.col("conversation_people")),
        }
        return [{"conversation_some": some, "conversation_a": a, "conversation_b": b}, told]

    def judgement(self) -> Judgement:
        """Where the shrunk rate stands among creators."""
        centre, spread = logits("reply")
        low, value, high = (place(nw.col(f"reply_{end}"), centre, spread) for end in ("low", "shrunk", "high"))
        return Judgement(value, low, high)
