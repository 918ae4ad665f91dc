"""Leads that stand keep their order: expected money, until an order was learnt."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("leads", "0003_order_of_leads")]

    operations = [
        migrations.RunSQL("UPDATE leads_lead SET rank_value = expected_amt", migrations.RunSQL.noop),
    ]
