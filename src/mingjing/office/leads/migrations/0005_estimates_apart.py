"""Leads that stand: what is only an estimate leaves their detected amount."""

from django.db import migrations

_SET = """
UPDATE leads_lead SET checkout_amt = (
  SELECT ROUND(COALESCE(SUM(s.checkout_amt), 0), 2) FROM leads_suspicion s
  WHERE s.lead_id = leads_lead.id AND s.amount_basis <> 'estimate')
WHERE id IN (SELECT lead_id FROM leads_suspicion WHERE amount_basis = 'estimate')
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0004_order_as_it_was")]

    operations = [migrations.RunSQL(_SET, migrations.RunSQL.noop)]
