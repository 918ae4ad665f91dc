/*---
doc: >-
  Settlements outside stays that the pooling fund paid. Chronic-disease refills, prenatal care, dialysis patients and
  days of a crowd are left out. A course - one person, institution, diagnosis and set of items, at most 20 dates not
  further apart than three days on average - counts as honest and leaves frequency, splitting, templates and
  physiotherapy. The cap of a visit is that of quota; without it, the amount that 3 % of the settlements of a place and
  insurance get and hardly any more than that.
---*/
-- step: quiet_person
SELECT psn_no FROM flag_person WHERE has_cls(flags, 'dialysis')
-- step: cap_of
-- Once per place of insurance, kind and date: a limit is the same for whoever settles then.
SELECT n.insu_admdvs, n.insutype, n.scene, n.setl_date, MAX(q.visit_cap) AS visit_cap, MAX(q.year_cap) AS year_cap
FROM (SELECT DISTINCT insu_admdvs, insutype, scene, setl_date FROM setl_net WHERE pool > 0 AND scene IN ('OP', 'PH')) AS n
JOIN region_class AS r ON r.admdvs = n.insu_admdvs
JOIN quota AS q ON q.kreg = r.kreg AND q.insutype = n.insutype AND q.scene = n.scene AND n.setl_date >= q.k_from AND n.setl_date < q.k_to
GROUP BY n.insu_admdvs, n.insutype, n.scene, n.setl_date
-- step: billed
-- One pass over the lines: who ordered, and whether what was ordered can be a pattern at all.
SELECT
  f.mdtrt_id, MIN(f.bilg_dr) AS dr, COUNT(*) AS lines, COUNT(CASE WHEN f.kind = 'drug' THEN 1 END) AS drugs,
  COUNT(CASE WHEN starts_with(f.item, '0034') OR starts_with(f.item, '004') THEN 1 END) AS physio_lines
FROM fee_net AS f
WHERE f.settled AND NOT f.is_ip
GROUP BY f.mdtrt_id
-- step: drawn
SELECT
  n.setl_id, n.mdtrt_id, n.psn_no, n.fixmedins_code, n.setl_time, n.setl_date, n.scene, n.pool, left(n.insu_admdvs, 4) AS place, n.insutype,
  COALESCE(starts_with(n.med_type, '14') OR n.med_type = '9901', FALSE) AS chronic, q.visit_cap, q.year_cap, b.dr, b.lines, b.drugs, b.physio_lines
FROM setl_net AS n
LEFT JOIN billed AS b ON b.mdtrt_id = n.mdtrt_id
LEFT JOIN cap_of AS q ON q.insu_admdvs = n.insu_admdvs AND q.insutype = n.insutype AND q.scene = n.scene AND q.setl_date = n.setl_date
LEFT JOIN quiet_person AS p ON p.psn_no = n.psn_no
LEFT JOIN flag_day AS d ON d.fixmedins_code = n.fixmedins_code AND d.day = n.setl_date
WHERE n.in_scope AND n.pool > 0 AND n.scene IN ('OP', 'PH') AND COALESCE(n.med_type, '') <> '51' AND p.psn_no IS NULL AND d.day IS NULL
-- step: pool_value
SELECT place, insutype, scene, pool, COUNT(*) AS n FROM drawn GROUP BY place, insutype, scene, pool
-- step: pool_size
SELECT place, insutype, scene, SUM(n) AS n FROM pool_value GROUP BY place, insutype, scene
-- step: told_cap
SELECT c.place, c.insutype, c.scene, MAX(c.pool) AS visit_cap
FROM (
  SELECT v.place, v.insutype, v.scene, v.pool
  FROM pool_value AS v
  JOIN pool_size AS s ON s.place = v.place AND s.insutype = v.insutype AND s.scene = v.scene
  JOIN pool_value AS o ON o.place = v.place AND o.insutype = v.insutype AND o.scene = v.scene
  WHERE v.n * 100 >= 3 * s.n AND s.n >= 300
  GROUP BY v.place, v.insutype, v.scene, v.pool
  HAVING
    SUM(CASE WHEN o.pool > v.pool THEN o.n ELSE 0 END) * 5
      < SUM(CASE WHEN o.pool <= v.pool AND o.pool * 5 >= v.pool * 4 THEN o.n ELSE 0 END)
) AS c
GROUP BY c.place, c.insutype, c.scene
-- step: acute
-- Illnesses are looked at outside chronic-disease refills alone.
SELECT
  d.setl_id, d.mdtrt_id, d.psn_no, d.fixmedins_code, d.setl_time, d.setl_date, d.lines, d.drugs, d.physio_lines, COALESCE(left(e.main_diag, 3), '') AS diag3
FROM drawn AS d
JOIN enc AS e ON e.mdtrt_id = d.mdtrt_id
WHERE NOT d.chronic
-- step: again
-- Only what stands beside others of the same person, place and illness can be a course or in pieces.
SELECT a.setl_id, a.mdtrt_id, a.psn_no, a.fixmedins_code, a.diag3, a.setl_time, a.setl_date, o.n
FROM acute AS a
JOIN (
  SELECT psn_no, fixmedins_code, diag3, COUNT(*) AS n FROM acute GROUP BY psn_no, fixmedins_code, diag3 HAVING COUNT(*) >= 2
) AS o ON o.psn_no = a.psn_no AND o.fixmedins_code = a.fixmedins_code AND o.diag3 = a.diag3
-- step: goods
SELECT
  i.mdtrt_id, md5_of(joined(i.item)) AS item_set, COUNT(i.item) AS items,
  COUNT(CASE WHEN starts_with(i.item, '0034') OR starts_with(i.item, '004') THEN 1 END) AS physio
FROM (
  SELECT f.mdtrt_id, f.item
  FROM fee_net AS f
  JOIN (
    SELECT mdtrt_id FROM acute WHERE lines >= 4 OR physio_lines >= 3
    UNION
    SELECT mdtrt_id FROM again WHERE n >= 3
  ) AS a ON a.mdtrt_id = f.mdtrt_id
  WHERE f.settled
  GROUP BY f.mdtrt_id, f.item
) AS i
GROUP BY i.mdtrt_id
-- step: course
SELECT c.psn_no, c.fixmedins_code, c.diag3, c.item_set
FROM (
  SELECT a.psn_no, a.fixmedins_code, a.diag3, g.item_set, COUNT(DISTINCT a.setl_date) AS dates, MIN(a.setl_date) AS first_on, MAX(a.setl_date) AS last_on
  FROM again AS a
  JOIN goods AS g ON g.mdtrt_id = a.mdtrt_id
  WHERE a.n >= 3
  GROUP BY a.psn_no, a.fixmedins_code, a.diag3, g.item_set
) AS c
WHERE c.dates BETWEEN 3 AND 20 AND days_between(c.first_on, c.last_on) <= 3 * c.dates
-- step: on_course
SELECT a.setl_id
FROM again AS a
JOIN goods AS g ON g.mdtrt_id = a.mdtrt_id
JOIN course AS c ON c.psn_no = a.psn_no AND c.fixmedins_code = a.fixmedins_code AND c.diag3 = a.diag3 AND c.item_set = g.item_set
-- step: piece
SELECT
  a.setl_id, a.mdtrt_id, a.psn_no, a.fixmedins_code, a.diag3, a.setl_date,
  ROW_NUMBER() OVER (PARTITION BY a.psn_no, a.fixmedins_code, a.diag3, a.setl_date ORDER BY a.setl_time, a.setl_id) AS nth,
  COUNT(*) OVER (PARTITION BY a.psn_no, a.fixmedins_code, a.diag3, a.setl_date) AS together
FROM again AS a
LEFT JOIN on_course AS c ON c.setl_id = a.setl_id
WHERE a.diag3 <> '' AND c.setl_id IS NULL
-- step: once_more
-- What a settlement is made of: examinations first and drugs afterwards are one visit, drugs (treatments, an item) twice are one in pieces.
SELECT DISTINCT w.setl_id
FROM (
  SELECT g.setl_id, g.nth, MIN(g.nth) OVER (PARTITION BY g.psn_no, g.fixmedins_code, g.diag3, g.setl_date, g.what) AS first_nth
  FROM (
    SELECT
      p.psn_no, p.fixmedins_code, p.diag3, p.setl_date, p.setl_id, p.nth,
      CASE WHEN f.kind = 'drug' THEN 'drug' WHEN starts_with(f.item, '0034') OR starts_with(f.item, '004') THEN 'physio' ELSE f.item END AS what
    FROM piece AS p
    JOIN fee_net AS f ON f.setl_id = p.setl_id
    WHERE p.together > 1 AND f.settled
  ) AS g
  WHERE g.what IS NOT NULL
) AS w
WHERE w.first_nth < w.nth
-- step: supplied
SELECT p.setl_id, p.psn_no, p.fixmedins_code, p.diag3, p.setl_date, s.ingredient, s.beg_date, MAX(s.end_date) AS end_date
FROM piece AS p
JOIN supply AS s ON s.mdtrt_id = p.mdtrt_id
WHERE s.settled AND s.days >= 2
GROUP BY p.setl_id, p.psn_no, p.fixmedins_code, p.diag3, p.setl_date, s.ingredient, s.beg_date
-- step: day_before
SELECT DISTINCT s.setl_id
FROM (
  SELECT
    setl_id, beg_date,
    MAX(end_date) OVER (
      PARTITION BY psn_no, fixmedins_code, diag3, ingredient ORDER BY day_number(setl_date) RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING
    ) AS lasts_to
  FROM supplied
) AS s
WHERE s.lasts_to >= s.beg_date
-- step: inside
SELECT DISTINCT d.setl_id
FROM drawn AS d
JOIN stay AS s ON s.psn_no = d.psn_no
WHERE d.setl_date > s.adm_date AND d.setl_date < s.dscg_date
-- step: patterned
SELECT a.setl_id, a.psn_no, a.fixmedins_code, quarter_of(a.setl_date) AS quarter, a.diag3, g.item_set, a.drugs
FROM acute AS a
JOIN goods AS g ON g.mdtrt_id = a.mdtrt_id
LEFT JOIN on_course AS c ON c.setl_id = a.setl_id
WHERE g.items >= 4 AND c.setl_id IS NULL
-- step: set_rank
SELECT
  s.fixmedins_code, s.quarter, s.item_set, COUNT(*) AS illnesses, COUNT(DISTINCT left(s.diag3, 1)) AS chapters, SUM(s.n) AS n,
  ROW_NUMBER() OVER (PARTITION BY s.fixmedins_code, s.quarter ORDER BY SUM(s.n) DESC, s.item_set) AS nth
FROM (SELECT fixmedins_code, quarter, item_set, diag3, COUNT(*) AS n FROM patterned GROUP BY fixmedins_code, quarter, item_set, diag3) AS s
GROUP BY s.fixmedins_code, s.quarter, s.item_set
-- step: own_sheet
-- The same treatments for unrelated illnesses of one person; the same drugs are how people with several illnesses come.
SELECT psn_no, fixmedins_code, item_set
FROM patterned
WHERE drugs = 0 AND diag3 <> ''
GROUP BY psn_no, fixmedins_code, item_set
HAVING COUNT(DISTINCT diag3) >= 3 AND COUNT(DISTINCT left(diag3, 1)) >= 2
-- step: sign
-- What is told of single settlements, each kind of only a few of them.
SELECT
  m.setl_id, MAX(m.course) AS course, MAX(m.later) AS later, MAX(m.split) AS split, MAX(m.inside) AS inside, MAX(m.physio) AS physio,
  MAX(m.template) AS template, MAX(m.mixed) AS mixed, MAX(m.own) AS own
FROM (
  SELECT setl_id, 1 AS course, 0 AS later, 0 AS split, 0 AS inside, 0 AS physio, 0 AS template, 0 AS mixed, 0 AS own FROM on_course
  UNION ALL
  SELECT setl_id, 0, 1, 1, 0, 0, 0, 0, 0 FROM once_more
  UNION ALL
  SELECT setl_id, 0, 0, 1, 0, 0, 0, 0, 0 FROM day_before
  UNION ALL
  SELECT setl_id, 0, 0, 0, 1, 0, 0, 0, 0 FROM inside
  UNION ALL
  SELECT a.setl_id, 0, 0, 0, 0, 1, 0, 0, 0
  FROM acute AS a
  JOIN goods AS g ON g.mdtrt_id = a.mdtrt_id
  LEFT JOIN on_course AS c ON c.setl_id = a.setl_id
  WHERE g.physio >= 3 AND a.drugs = 0 AND c.setl_id IS NULL
  UNION ALL
  SELECT p.setl_id, 0, 0, 0, 0, 0, 1, CASE WHEN r.illnesses >= 3 AND r.chapters >= 2 THEN 1 ELSE 0 END, 0
  FROM patterned AS p
  JOIN set_rank AS r ON r.fixmedins_code = p.fixmedins_code AND r.quarter = p.quarter AND r.item_set = p.item_set
  WHERE r.nth <= 3 AND r.n >= 5
  UNION ALL
  SELECT p.setl_id, 0, 0, 0, 0, 0, 0, 0, 1
  FROM patterned AS p
  JOIN own_sheet AS o ON o.psn_no = p.psn_no AND o.fixmedins_code = p.fixmedins_code AND o.item_set = p.item_set
) AS m
GROUP BY m.setl_id
-- step: claim
SELECT
  c.psn_no, c.fixmedins_code, c.quarter, c.month, c.setl_date, c.scene, c.dr, c.counts, c.split, c.template, c.mixed, c.physio, c.inside, c.own,
  c.cap, CASE WHEN c.pool * 100 >= 95 * c.cap AND c.pool <= c.cap THEN 1 ELSE 0 END AS near_cap,
  CASE WHEN c.pool * 100 >= 80 * c.cap AND c.pool * 100 < 95 * c.cap THEN 1 ELSE 0 END AS under_cap
FROM (
  SELECT
    d.psn_no, d.fixmedins_code, quarter_of(d.setl_date) AS quarter, month_of(d.setl_date) AS month, d.setl_date, d.scene, d.dr, d.pool,
    NOT d.chronic AND COALESCE(s.course, 0) = 0 AS counts, COALESCE(s.split, 0) AS split, COALESCE(s.template, 0) AS template,
    COALESCE(s.mixed, 0) AS mixed, COALESCE(s.physio, 0) AS physio, COALESCE(s.inside, 0) AS inside, COALESCE(s.own, 0) AS own,
    COALESCE(d.visit_cap, t.visit_cap) AS cap
  FROM drawn AS d
  LEFT JOIN sign AS s ON s.setl_id = d.setl_id
  LEFT JOIN told_cap AS t ON t.place = d.place AND t.insutype = d.insutype AND t.scene = d.scene
) AS c
-- step: regular
SELECT
  v.psn_no, v.fixmedins_code, v.quarter, v.visits, COALESCE(y.age_band, '') || '|' || COALESCE(y.gend, '') || '|' || COALESCE(y.insutype, '') AS kind
FROM (
  SELECT psn_no, fixmedins_code, quarter, COUNT(DISTINCT setl_date) AS visits FROM claim WHERE counts GROUP BY psn_no, fixmedins_code, quarter
) AS v
LEFT JOIN person_year AS y ON y.psn_no = v.psn_no AND y.year_no = 0
-- step: kind_inst
SELECT fixmedins_code, quarter, kind, COUNT(*) AS persons, SUM(visits) AS visits FROM regular GROUP BY fixmedins_code, quarter, kind
-- step: kind_all
SELECT quarter, kind, SUM(persons) AS persons, SUM(visits) AS visits FROM kind_inst GROUP BY quarter, kind
-- step: frequent
SELECT
  o.fixmedins_code, o.quarter, SUM(o.visits) AS visits,
  SUM(CAST(ratio(o.persons * (a.visits - o.visits), a.persons - o.persons) AS DECIMAL(18,6))) AS hoped
FROM kind_inst AS o
JOIN kind_all AS a ON a.quarter = o.quarter AND a.kind = o.kind AND a.persons - o.persons >= 20
GROUP BY o.fixmedins_code, o.quarter
-- step: capped
-- Whose year has a limit at all: all that these persons drew, wherever that was.
SELECT d.fixmedins_code, d.psn_no, d.setl_id, d.setl_date, year_of(d.setl_date) AS year, d.pool, d.year_cap
FROM drawn AS d
JOIN (SELECT DISTINCT psn_no FROM drawn WHERE year_cap IS NOT NULL) AS p ON p.psn_no = d.psn_no
-- step: spent
SELECT
  fixmedins_code, psn_no, year, SUM(pool) AS here, MAX(year_cap) AS year_cap, SUM(SUM(pool)) OVER (PARTITION BY psn_no, year) AS whole
FROM capped
GROUP BY fixmedins_code, psn_no, year
-- step: exhausted
SELECT
  fixmedins_code, year, COUNT(year_cap) AS capped_n, COUNT(CASE WHEN whole * 100 >= 95 * year_cap AND here * 100 >= 60 * whole THEN 1 END) AS exhaust_n
FROM spent
GROUP BY fixmedins_code, year
-- step: phone
SELECT psn_no, tel
FROM (
  SELECT p.psn_no, p.tel, COUNT(*) OVER (PARTITION BY p.tel) AS persons
  FROM (SELECT psn_no, remove_matches(tel, '[^0-9]') AS tel FROM psn_info_b) AS p
  WHERE length(p.tel) >= 7
) AS t
WHERE persons BETWEEN 4 AND 10
-- step: outing
SELECT d.fixmedins_code, d.setl_date, quarter_of(d.setl_date) AS quarter, t.tel, COUNT(*) AS n
FROM drawn AS d
JOIN phone AS t ON t.psn_no = d.psn_no
WHERE has_clock(d.setl_time)
GROUP BY d.fixmedins_code, d.setl_date, t.tel
HAVING COUNT(DISTINCT d.psn_no) >= 4 AND seconds_between(MIN(d.setl_time), MAX(d.setl_time)) <= 900
-- step: family_of
SELECT fixmedins_code, quarter, SUM(n) AS family_n
FROM (SELECT fixmedins_code, quarter, n, COUNT(*) OVER (PARTITION BY fixmedins_code, tel) AS outings FROM outing) AS o
WHERE outings >= 3
GROUP BY fixmedins_code, quarter
-- step: prescribed
SELECT
  x.sel_sn, x.setl_id, x.med_list_codg, d.fixmedins_code, quarter_of(d.setl_date) AS quarter, month_of(d.setl_date) AS month, x.prsc_dr_code AS dr,
  x.rx_time, x.rxno, COALESCE(x.rx_time > x.sel_retn_time, FALSE) AS late
FROM selinfo_d AS x
JOIN drawn AS d ON d.setl_id = x.setl_id
WHERE x.rx_flag = '1' AND x.sel_retn_cnt > 0
-- step: slip
SELECT
  fixmedins_code, quarter, MIN(month) AS month, dr, COALESCE(rxno, setl_id) AS rxno, MIN(rx_time) AS rx_time, MAX(CASE WHEN late THEN 1 ELSE 0 END) AS late
FROM prescribed
GROUP BY fixmedins_code, quarter, dr, COALESCE(rxno, setl_id)
-- step: slip_gap
SELECT
  fixmedins_code, quarter, dr, as_date(rx_time) AS day,
  seconds_between(LAG(rx_time, 1) OVER (PARTITION BY fixmedins_code, dr, as_date(rx_time) ORDER BY rx_time, rxno), rx_time) AS gap
FROM slip
WHERE dr IS NOT NULL AND rx_time IS NOT NULL
-- step: slip_day
SELECT
  fixmedins_code, quarter, dr, day, COUNT(*) AS n,
  CASE WHEN COUNT(gap) >= 5 AND (COUNT(gap) * SUM(gap * gap) - SUM(gap) * SUM(gap)) * 100 < 4 * SUM(gap) * SUM(gap) THEN COUNT(*) ELSE 0 END AS even_n
FROM slip_gap
GROUP BY fixmedins_code, quarter, dr, day
-- step: even_of
SELECT fixmedins_code, quarter, SUM(n) AS n, SUM(even_n) AS even_n FROM slip_day GROUP BY fixmedins_code, quarter
-- step: hour_of
SELECT fixmedins_code, quarter, COUNT(*) AS hours, SUM(n) AS slips
FROM (SELECT fixmedins_code, quarter, dr, hour_start(rx_time) AS hour, COUNT(*) AS n FROM slip WHERE dr IS NOT NULL AND rx_time IS NOT NULL GROUP BY fixmedins_code, quarter, dr, hour_start(rx_time)) AS h
GROUP BY fixmedins_code, quarter
-- step: slip_of
SELECT fixmedins_code, quarter, COUNT(*) AS slips, SUM(late) AS late_n FROM slip GROUP BY fixmedins_code, quarter
-- step: writer
SELECT fixmedins_code, quarter, MAX(n) AS most, SUM(n) AS whole
FROM (SELECT fixmedins_code, quarter, dr, COUNT(*) AS n FROM slip WHERE dr IS NOT NULL GROUP BY fixmedins_code, quarter, dr) AS w
GROUP BY fixmedins_code, quarter
-- step: stocked
-- Persons, not purchases: what one person hoards says little of the place.
SELECT fixmedins_code, quarter, COUNT(*) AS buyers, COUNT(CASE WHEN stock > 60 THEN 1 END) AS over_n
FROM (
  SELECT fixmedins_code, quarter_of(svc_date) AS quarter, psn_no, MAX(stock) AS stock
  FROM person_drug
  GROUP BY fixmedins_code, quarter_of(svc_date), psn_no
) AS b
GROUP BY fixmedins_code, quarter
-- step: site_part
SELECT
  fixmedins_code, quarter, month AS part, MAX(setl_date) AS last_on, COUNT(*) AS n,
  COUNT(CASE WHEN split + mixed + physio + inside > 0 THEN 1 END) AS marked_n, SUM(split) AS split_n, SUM(template) AS template_n,
  SUM(mixed) AS mixed_n, SUM(physio) AS physio_n, SUM(inside) AS inside_n, CASE WHEN COUNT(cap) > 0 THEN 3 * SUM(near_cap) END AS near_n, CASE WHEN COUNT(cap) > 0 THEN SUM(under_cap) END AS under_n, MAX(cap) AS cap
FROM claim
GROUP BY fixmedins_code, quarter, month
-- step: visitors
SELECT fixmedins_code, quarter, COUNT(DISTINCT psn_no) AS persons FROM claim GROUP BY fixmedins_code, quarter
-- step: summed
SELECT
  fixmedins_code, quarter, MAX(last_on) AS last_on, SUM(n) AS n, SUM(marked_n) AS marked_n, SUM(split_n) AS split_n, SUM(template_n) AS template_n, SUM(mixed_n) AS mixed_n,
  SUM(physio_n) AS physio_n, SUM(inside_n) AS inside_n, SUM(near_n) AS near_n, SUM(under_n) AS under_n, MAX(cap) AS cap
FROM site_part
GROUP BY fixmedins_code, quarter
-- step: site
SELECT
  s.fixmedins_code, s.quarter, s.last_on AS occurred_on, s.n, s.marked_n, p.persons, s.split_n, s.template_n, s.mixed_n, s.physio_n, s.inside_n, s.near_n,
  CASE WHEN s.near_n IS NOT NULL THEN greatest(s.under_n, 1) END AS under_n, f.visits, f.hoped,
  CASE WHEN e.capped_n > 0 THEN e.exhaust_n END AS exhaust_n, COALESCE(e.capped_n, 0) AS capped_n, COALESCE(h.family_n, 0) AS family_n, COALESCE(i.fixmedins_type = '2', FALSE) AS is_shop,
  r.late_n, r.slips, w.most, w.whole, o.slips AS hour_slips, o.hours, v.even_n, v.n AS paced_n, k.over_n, k.buyers, x.flags, s.cap
FROM summed AS s
JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
JOIN visitors AS p ON p.fixmedins_code = s.fixmedins_code AND p.quarter = s.quarter
LEFT JOIN frequent AS f ON f.fixmedins_code = s.fixmedins_code AND f.quarter = s.quarter
LEFT JOIN exhausted AS e ON e.fixmedins_code = s.fixmedins_code AND e.year = CAST(left(s.quarter, 4) AS BIGINT)
LEFT JOIN family_of AS h ON h.fixmedins_code = s.fixmedins_code AND h.quarter = s.quarter
LEFT JOIN slip_of AS r ON r.fixmedins_code = s.fixmedins_code AND r.quarter = s.quarter
LEFT JOIN writer AS w ON w.fixmedins_code = s.fixmedins_code AND w.quarter = s.quarter
LEFT JOIN hour_of AS o ON o.fixmedins_code = s.fixmedins_code AND o.quarter = s.quarter
LEFT JOIN even_of AS v ON v.fixmedins_code = s.fixmedins_code AND v.quarter = s.quarter
LEFT JOIN stocked AS k ON k.fixmedins_code = s.fixmedins_code AND k.quarter = s.quarter
LEFT JOIN flag_inst AS x ON x.fixmedins_code = s.fixmedins_code AND x.month = month_of(s.last_on)
-- step: hoard_line
SELECT DISTINCT f.fixmedins_code, quarter_of(p.svc_date) AS quarter, f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross, f.amt
FROM person_drug AS p
JOIN supply AS s
  ON s.psn_no = p.psn_no AND s.unit_equal = p.unit_equal AND s.beg_date = p.svc_date AND s.fixmedins_code = p.fixmedins_code
JOIN fee_net AS f ON f.bkkp_sn = s.bkkp_sn
JOIN drawn AS d ON d.setl_id = f.setl_id
WHERE p.stock >= 120 AND s.scene <> 'IP' AND s.settled AND s.amt > 0
-- step: piece_line
SELECT f.fixmedins_code, quarter_of(d.setl_date) AS quarter, f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross, f.amt
FROM once_more AS o
JOIN drawn AS d ON d.setl_id = o.setl_id
JOIN fee_net AS f ON f.setl_id = o.setl_id
WHERE has_cls(f.cls, 'DXFEE') AND f.amt > 0
-- step: late_line
SELECT f.fixmedins_code, p.quarter, f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross, f.amt
FROM prescribed AS p
JOIN fee_net AS f ON f.setl_id = p.setl_id AND f.med_list_codg = p.med_list_codg
WHERE p.late AND f.amt > 0
-- step: site_line
SELECT * FROM hoard_line
UNION
SELECT * FROM piece_line
UNION
SELECT * FROM late_line
-- step: doctor_part
SELECT
  dr AS staff_code, fixmedins_code, quarter, month AS part, MAX(setl_date) AS last_on, COUNT(*) AS n, SUM(split) AS split_n,
  COUNT(CASE WHEN split + mixed + physio + inside > 0 THEN 1 END) AS marked_n, SUM(template) AS template_n, SUM(mixed) AS mixed_n, SUM(physio) AS physio_n, SUM(inside) AS inside_n
FROM claim
WHERE dr IS NOT NULL AND scene = 'OP'
GROUP BY dr, fixmedins_code, quarter, month
-- step: doctor
SELECT
  d.staff_code, d.fixmedins_code, d.quarter, MAX(d.last_on) AS occurred_on, SUM(d.n) AS n, SUM(d.marked_n) AS marked_n, SUM(d.split_n) AS split_n, SUM(d.template_n) AS template_n,
  SUM(d.mixed_n) AS mixed_n, SUM(d.physio_n) AS physio_n, SUM(d.inside_n) AS inside_n,
  MIN(COALESCE(CAST(i.hosp_group AS VARCHAR), '') || '|' || COALESCE(left(i.medins_type, 1), '')) AS peer_near, '全部' AS peer_wide, MAX(x.flags) AS flags
FROM doctor_part AS d
JOIN inst AS i ON i.fixmedins_code = d.fixmedins_code
LEFT JOIN flag_inst AS x ON x.fixmedins_code = d.fixmedins_code AND x.month = d.part
GROUP BY d.staff_code, d.fixmedins_code, d.quarter
-- step: visit_year
SELECT v.psn_no, COUNT(DISTINCT v.setl_date) AS visits
FROM claim AS v
JOIN person_year AS y ON y.psn_no = v.psn_no AND y.year_no = 0
WHERE v.counts AND v.setl_date > add_days(y.to_date, -365) AND v.setl_date <= y.to_date
GROUP BY v.psn_no
-- step: visitor
SELECT
  v.psn_no, v.visits, COALESCE(y.age_band, '') || '|' || COALESCE(y.gend, '') || '|' || COALESCE(y.insutype, '') || '|' || CASE WHEN y.chronic THEN '1' ELSE '0' END AS kind,
  COALESCE(y.age_band, '') AS kind_wide, y.to_date
FROM visit_year AS v
JOIN person_year AS y ON y.psn_no = v.psn_no AND y.year_no = 0
-- step: usual_person
SELECT kind, SUM(visits) AS visits, COUNT(*) AS persons FROM visitor GROUP BY kind
-- step: usual_age
SELECT kind_wide, SUM(visits) AS visits, COUNT(*) AS persons FROM visitor GROUP BY kind_wide
-- step: goer
-- Who comes often enough to be judged (the card's gate): only of these is the rest worked out.
SELECT psn_no, visits, kind, kind_wide, to_date FROM visitor WHERE visits >= 12
-- step: goer_claim
SELECT v.psn_no, v.fixmedins_code, v.setl_date, v.counts, v.split, v.own, g.to_date FROM claim AS v JOIN goer AS g ON g.psn_no = v.psn_no
-- step: of_person
SELECT psn_no, MIN(setl_date) AS first_on, MAX(setl_date) AS occurred_on, COUNT(*) AS n, SUM(split) AS split, SUM(own) AS mixed
FROM goer_claim
WHERE setl_date > add_days(to_date, -365) AND setl_date <= to_date
GROUP BY psn_no
-- step: week_of
SELECT psn_no, MAX(n) AS insts
FROM (
  SELECT psn_no, int_div(day_number(setl_date) + 3, 7) AS week, COUNT(DISTINCT fixmedins_code) AS n
  FROM goer_claim
  WHERE counts
  GROUP BY psn_no, int_div(day_number(setl_date) + 3, 7)
) AS w
GROUP BY psn_no
-- step: running
SELECT
  c.psn_no, c.setl_date, c.year_cap,
  SUM(c.pool) OVER (PARTITION BY c.psn_no, c.year ORDER BY c.setl_date, c.setl_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS so_far
FROM capped AS c
JOIN goer AS g ON g.psn_no = c.psn_no
WHERE c.year_cap > 0
-- step: early_end
SELECT psn_no, MAX(CASE WHEN so_far * 100 >= 95 * year_cap AND CAST(substr(month_of(setl_date), 6, 2) AS BIGINT) < 9 THEN 1 ELSE 0 END) AS early
FROM running
GROUP BY psn_no
-- step: at_home
SELECT d.psn_no, MAX(d.stock) AS stock
FROM person_drug AS d
JOIN goer AS g ON g.psn_no = d.psn_no
WHERE NOT (d.chronic AND d.stock <= 30) AND d.svc_date > add_days(g.to_date, -365) AND d.svc_date <= g.to_date
GROUP BY d.psn_no
-- step: person_place
SELECT psn_no, fixmedins_code, ROW_NUMBER() OVER (PARTITION BY psn_no ORDER BY COUNT(*) DESC, fixmedins_code) AS nth
FROM goer_claim
GROUP BY psn_no, fixmedins_code
-- step: person
SELECT
  p.psn_no, l.fixmedins_code, p.occurred_on, p.first_on, p.occurred_on AS last_on, f.flags, g.visits, p.n, p.split, p.mixed,
  CASE
    WHEN u.persons >= 30 THEN ratio(g.visits + 5, ratio(u.visits - g.visits, u.persons - 1) + 5)
    WHEN a.persons >= 30 THEN ratio(g.visits + 5, ratio(a.visits - g.visits, a.persons - 1) + 5)
  END AS freq,
  greatest(0, COALESCE(s.stock, 0)) AS stock, COALESCE(w.insts, 0) AS insts, e.early
FROM goer AS g
JOIN of_person AS p ON p.psn_no = g.psn_no
JOIN person_place AS l ON l.psn_no = p.psn_no AND l.nth = 1
LEFT JOIN usual_person AS u ON u.kind = g.kind
LEFT JOIN usual_age AS a ON a.kind_wide = g.kind_wide
LEFT JOIN at_home AS s ON s.psn_no = p.psn_no
LEFT JOIN week_of AS w ON w.psn_no = p.psn_no
LEFT JOIN early_end AS e ON e.psn_no = p.psn_no
LEFT JOIN flag_person AS f ON f.psn_no = p.psn_no
-- step: person_line
SELECT psn_no, fixmedins_code, bkkp_sn, mdtrt_id, setl_id, svc_date, item, item_name, cnt, pric, gross, amt FROM hoard_line
UNION
SELECT psn_no, fixmedins_code, bkkp_sn, mdtrt_id, setl_id, svc_date, item, item_name, cnt, pric, gross, amt FROM piece_line
