"""检查对象计划: whom the next inspections visit, by risk and by lot."""
