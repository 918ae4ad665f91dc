"""The one implementation that every model stands on. How to write a model: a folder in `catalog/`, named like it.

**features.sql**: a header `/*--- doc: … ---*/`, then named steps, each one portable SELECT under a line
`-- step: name`. Steps read marts, tables, lists, earlier steps by name, and scores of other models as
`score_<model>_<unit>` (key, period, unit_id, score_raw, score, score_soft, coverage, families; empty when that model
did not run: LEFT JOIN). A step's name must not be that of a mart. The step of a unit has one row per key and period,
every column named (no star), and gives raw columns: numerators and denominators apart, NULL where a signal cannot be
told (that lowers the coverage), 0 where it can and is not there. Sums of decimals or whole numbers only.
What a feature needs of the delivery is found by itself: the `needs` of the mart columns behind its columns.

**card.yaml**: code, name, version, title, status, date, behaviour, law, question, users, not_for, population,
needs (`table.column: why`, without which the model is not evaluated), look_alikes, defence, verify, gaps, baseline,
chart, cost, sources, changes, and `units`, each by name:

* branch (v visit, p person, i institution, s staff, g group), zh, key (columns; fixmedins_code, psn_no, staff_code,
  group_id, mdtrt_id become those of the finding, also when they are no key), `from` (step, default the unit's name)
* period (column: comparison is inside it), gate (portable condition over the step's columns), subject (该药店 …, columns in braces)
* peers: `institution` (mart peer_group; `widest: 4` refuses wider levels) or a list of columns of the step, nearest
  first ([cell, cell_wide]); a group needs 8 others, below 20 the own value is left out
* months: {window: column, least: 2}: rows are months, a feature counts as its 2nd highest outlying month of the window
* parts: a step with (key …, part, and the additive columns of the features): resampled for `stab` (month, encounter,
  day; with the period column, where units are by period). A share among the values (kind value) says `of: [y, n]` for it;
  what the parts do not have (an expectation) stays as in the row
* amount: none | stay | days | share | all | estimate (as in rules; estimate: hit_amt, no lines), hits: the step with (key …, and bkkp_sn / stay_id / svc_date …
  as a rule's hit rows) that prices it, classes; excess: [money features]; checks: column with 建议核查 k 次就诊, or a
  number: so many are to be drawn (建议抽查)
* behaviour, behaviour_by: {sham_stay: [COPY, CONTRA]} (one of them among the top two families), most_severe (2 or 3)
* planted: [scheme] of the synthetic city (analysis/synth/schemes) that the unit is meant to find; baseline: the column
  of the step that alone ranks the units (-column when low is odd), which the score must beat; for `mingjing validate`
* method: noisy_or (default), or rarity: units ranked inside the period by how far out they lie in all features (of peers)
* hits without an amount: a step with (key …, period as in the finding, mdtrt_id, beyond): the encounters furthest above their like
  (yuan) are listed, at most 30, read on demand
* breakdown: a step with (key …, period as in the finding, aspect, value, n): whom a flagged unit saw, counted on demand
* needs: [table.column] for this unit alone; show: [columns] kept in evidence.own
* optional columns of the step: occurred_on (DATE), related (`|id|id|`), flags (`|new_unit|`)
* features, by name: {zh, formula, family, w (at most 0.60), cut: [a, b], kind, tail, of, weight, scale, when, show, source, say}
  - kind value (default): the column of the feature's name itself, from a to b; without cut it is already 0 to 1
  - kind plain: z of the column; share: of [y, n] counts; mean: of [y, n] with weight (count that speaks for it,
    default n); oe: of [observed, expected]: shrunken, spread by scale (money also for counts and lengths, share,
    plain), z of the peers, then cut on z
  - tail high (default), low (cut on −x or −z), both; when: boolean column, false = does not apply (not missing)
  - show: share, money, flag, log (told as a multiple), or a unit of measure (天)
  - sampled: true (kind share): told in no less than its own sampling error, 1 ÷ √n; for what hardly any peer has, so
    that the first one seen is not ten spreads away
  - say: what the message says of it, columns of the step in braces, where the value itself tells an officer nothing

**cases.yaml**: `cases: [{name, kind: hit|near_miss|look_alike|other, …, scores: […]}]`, with either
`given:` (rows of standard tables as in marts' cases, `repeat` works; each case is a city of its own, peers included)
or `rows: {unit: [rows of the unit's step]}` (what is left out is NULL; `repeat` works). `scores` are the rows expected to reach
0.50, each {unit, key columns…, score: value or ">=0.8", sev_deg, behaviour, families, why: [features, heaviest first]};
all others must stay below. `below: true` expects a row that is judged but stays below.

**detector.py** (only when needed): one subclass of `kit.detector.Detector`. A relation computed in Python is declared
in the header of features.sql, `python: {crew: {reads: [edge], columns: {group_id: VARCHAR, …}}}`, is the method of that
name (`def crew(self, edge: pa.Table) -> pa.Table`), and reads only steps of the model; later steps read it like a step.
`flagged(unit, rows)` has the last word on findings (drop, change text, behaviour, related_id, sev_deg, excess_amt).
"""
