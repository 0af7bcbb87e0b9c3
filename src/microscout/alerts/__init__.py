"""What the founder is told without asking: digests of changes, each in the form that its channel wants. Pure."""

from microscout.alerts.digest import Digest, News
from microscout.alerts.forms import as_mail, as_text, as_webhook

__all__ = ["Digest", "News", "as_mail", "as_text", "as_webhook"]
