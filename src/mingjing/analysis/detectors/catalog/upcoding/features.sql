/*---
doc: >-
  Stays paid by group. kin is the ADRG of a CHS-DRG group (first three characters); the fourth says whether it is the
  half with complications (1 and 3), without (5) or not split (9). Of a DIP group kin is the main diagnosis (three
  characters) with or without operation, and a weight above the usual one of the kin stands for complications. A
  secondary diagnosis that a tenth of the stays without complications of its kin have too cannot have decided the group.
  Whether a diagnosis is borne out is learnt (diag3 = its category): from stays that have it as main diagnosis in the
  group it usually leads to, of the level if 30 at four hospitals can be found, else of all, else from any stay with it.
  Its signature are the items that six in ten of these stays are billed at two thirds of the hospitals, each hospital one
  vote, twice as often as other stays. What a stay has and lacks of it is added up as the logarithm of how much likelier
  that is with the diagnosis than without (speaks); it counts only where at most a tenth of the reference stays
  at other hospitals speak as little (rare), and not where the care is missing at nearly all hospitals alike (is_usual).
  Where nothing can be learnt, diag_support decides. Births, newborns and day cases are paid by rules of their own and left
  out. The second letter A to Q of a CHS-DRG group stands for an operation or procedure (apart from tumour cycles and
  dialysis); referral centres are not compared by their complications; across a change of the groups nothing grows.
---*/
-- step: window
SELECT city4, first_date, last_date FROM span
-- step: referral
SELECT DISTINCT fixmedins_code FROM flag_inst WHERE has_cls(flags, 'referral')
-- step: grouped
SELECT
  s.stay_id, s.psn_no, s.fixmedins_code, s.kreg, s.hosp_group, s.adm_date, s.dscg_date, s.nights, s.main_diag, s.medfee, s.fund,
  s.grp_code, s.grp_wt, s.grp_std_amt, s.x4, s.dscg_way, s.n_oprn, s.oprn_amt, s.mat_amt, coalesce(g.flags, '') AS flags, w.last_date,
  matches(s.grp_code, '^[A-Z][A-Z][0-9A-Z][0-9]$') AS is_drg,
  CASE
    WHEN matches(s.grp_code, '^[A-Z][A-Z][0-9A-Z][0-9]$') THEN left(s.grp_code, 3)
    ELSE coalesce(left(s.main_diag, 3), '') || CASE WHEN s.n_oprn > 0 THEN '+' ELSE '-' END
  END AS kin,
  CASE
    WHEN s.age_y < 15 THEN 0 WHEN s.age_y < 45 THEN 1 WHEN s.age_y < 65 THEN 2 WHEN s.age_y < 80 THEN 3 WHEN s.age_y >= 80 THEN 4 ELSE 5
  END AS band,
  int_div(days_between(s.dscg_date, w.last_date), 182) AS half_no, int_div(days_between(s.dscg_date, w.last_date), 365) AS year_no
FROM stay AS s
JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
JOIN window AS w ON w.city4 = i.city4
LEFT JOIN flag_stay AS g ON g.stay_id = s.stay_id
WHERE s.in_scope AND NOT s.is_open AND s.grp_code IS NOT NULL AND s.medfee > 0 AND s.dscg_date <= w.last_date
  AND NOT has_cls(coalesce(g.flags, ''), 'birth') AND NOT has_cls(coalesce(g.flags, ''), 'newborn')
  AND NOT has_cls(coalesce(g.flags, ''), 'day')
-- step: usual_weight
SELECT kin, hosp_group, median_of(grp_wt) AS wt FROM grouped WHERE NOT is_drg AND grp_wt IS NOT NULL GROUP BY kin, hosp_group
-- step: secondary
SELECT DISTINCT e.stay_id, d.diag
FROM grouped AS g
JOIN stay_enc AS e ON e.stay_id = g.stay_id
JOIN enc_diag AS d ON d.mdtrt_id = e.mdtrt_id
WHERE NOT d.is_main AND coalesce(d.inout_diag_type, '2') <> '1' AND coalesce(d.diag_type, '1') = '1' AND d.diag <> coalesce(g.main_diag, '')
-- step: diag_count
SELECT stay_id, COUNT(*) AS n FROM secondary GROUP BY stay_id
-- step: chosen
SELECT
  g.*,
  CASE
    WHEN g.is_drg THEN CASE right(g.grp_code, 1) WHEN '1' THEN 1 WHEN '3' THEN 1 WHEN '5' THEN 0 END
    WHEN g.grp_wt IS NOT NULL THEN CASE WHEN g.grp_wt > u.wt THEN 1 ELSE 0 END
  END AS cc,
  coalesce(n.n, 0) + 1 AS ndiag
FROM grouped AS g
LEFT JOIN usual_weight AS u ON u.kin = g.kin AND u.hosp_group IS NOT DISTINCT FROM g.hosp_group
LEFT JOIN diag_count AS n ON n.stay_id = g.stay_id
-- step: own_kin
SELECT kin, band, fixmedins_code, COUNT(*) AS n, COUNT(cc) AS split_n, SUM(coalesce(cc, 0)) AS cc_n, SUM(ndiag) AS ndiag
FROM chosen
GROUP BY kin, band, fixmedins_code
-- step: all_band
SELECT kin, band, SUM(n) AS n, SUM(split_n) AS split_n, SUM(cc_n) AS cc_n, SUM(ndiag) AS ndiag FROM own_kin GROUP BY kin, band
-- step: own_whole
SELECT kin, fixmedins_code, SUM(n) AS n, SUM(split_n) AS split_n, SUM(cc_n) AS cc_n, SUM(ndiag) AS ndiag
FROM own_kin
GROUP BY kin, fixmedins_code
-- step: all_kin
SELECT kin, SUM(n) AS n, SUM(split_n) AS split_n, SUM(cc_n) AS cc_n, SUM(ndiag) AS ndiag FROM own_whole GROUP BY kin
-- step: likely
SELECT
  o.kin, o.band, o.fixmedins_code,
  CAST(CASE
    WHEN a.split_n - o.split_n >= 20 THEN ratio(a.cc_n - o.cc_n, a.split_n - o.split_n)
    WHEN k.split_n - w.split_n >= 20 THEN ratio(k.cc_n - w.cc_n, k.split_n - w.split_n)
  END AS DECIMAL(18,9)) AS e_cc,
  CAST(CASE
    WHEN a.n - o.n >= 20 THEN ratio(a.ndiag - o.ndiag, a.n - o.n) WHEN k.n - w.n >= 20 THEN ratio(k.ndiag - w.ndiag, k.n - w.n)
  END AS DECIMAL(18,9)) AS e_ndiag
FROM own_kin AS o
JOIN all_band AS a ON a.kin = o.kin AND a.band = o.band
JOIN own_whole AS w ON w.kin = o.kin AND w.fixmedins_code = o.fixmedins_code
JOIN all_kin AS k ON k.kin = o.kin
-- step: usual_nights
SELECT kin, floor_int(ratio(SUM(nights), 3 * COUNT(*))) AS trim_nights FROM chosen GROUP BY kin
-- step: own_edge
SELECT c.kin, c.fixmedins_code, COUNT(*) AS n, SUM(CASE WHEN c.nights = u.trim_nights + 1 THEN 1 ELSE 0 END) AS edge_n
FROM chosen AS c
JOIN usual_nights AS u ON u.kin = c.kin AND u.trim_nights >= 2
GROUP BY c.kin, c.fixmedins_code
-- step: likely_edge
SELECT o.kin, o.fixmedins_code, CAST(ratio(a.edge_n - o.edge_n, a.n - o.n) AS DECIMAL(18,9)) AS share
FROM own_edge AS o
JOIN (SELECT kin, SUM(n) AS n, SUM(edge_n) AS edge_n FROM own_edge GROUP BY kin) AS a ON a.kin = o.kin AND a.n - o.n >= 20
-- step: cc_word
SELECT DISTINCT s.diag
FROM (SELECT DISTINCT diag FROM secondary) AS s
JOIN drg_cc AS k ON starts_with(s.diag, k.icd_prefix)
-- step: no_cc
SELECT c.kin, left(s.diag, 3) AS diag3
FROM secondary AS s
JOIN chosen AS c ON c.stay_id = s.stay_id
WHERE c.cc IS NOT NULL
GROUP BY c.kin, left(s.diag, 3)
HAVING COUNT(CASE WHEN c.cc = 0 THEN 1 END) >= 3 AND COUNT(CASE WHEN c.cc = 0 THEN 1 END) * 10 >= COUNT(*)
-- step: cc_diag
SELECT s.stay_id, s.diag
FROM secondary AS s
JOIN chosen AS c ON c.stay_id = s.stay_id
CROSS JOIN (SELECT COUNT(*) AS n FROM cc_word) AS k
LEFT JOIN cc_word AS w ON w.diag = s.diag
LEFT JOIN no_cc AS p ON p.kin = c.kin AND p.diag3 = left(s.diag, 3)
WHERE w.diag IS NOT NULL OR (k.n = 0 AND p.diag3 IS NULL)
-- step: judged_stay
SELECT
  c.stay_id, c.fixmedins_code, c.kin, c.hosp_group, c.half_no, c.year_no, c.dscg_date, c.last_date, c.cc, c.medfee, c.grp_wt, c.ndiag,
  CASE WHEN l.e_cc IS NOT NULL THEN c.cc END AS cc_o, CASE WHEN c.cc IS NOT NULL THEN l.e_cc END AS cc_e,
  CASE WHEN l.e_ndiag IS NOT NULL THEN c.ndiag END AS ndiag_o, l.e_ndiag AS ndiag_e,
  CASE WHEN c.grp_std_amt > 0 THEN 1 ELSE 0 END AS std_n, CASE WHEN c.medfee * 2 < c.grp_std_amt THEN 1 ELSE 0 END AS low_n,
  CASE WHEN e.share IS NOT NULL THEN CASE WHEN c.nights = u.trim_nights + 1 THEN 1 ELSE 0 END END AS edge_o, e.share AS edge_e
FROM chosen AS c
JOIN likely AS l ON l.kin = c.kin AND l.band = c.band AND l.fixmedins_code = c.fixmedins_code
JOIN usual_nights AS u ON u.kin = c.kin
LEFT JOIN likely_edge AS e ON e.kin = c.kin AND e.fixmedins_code = c.fixmedins_code
-- step: top_half
SELECT t.fixmedins_code, t.kin, t.half_no, MAX(t.n) AS n
FROM (
  SELECT j.fixmedins_code, j.kin, j.half_no, d.diag, COUNT(*) AS n
  FROM judged_stay AS j
  JOIN cc_diag AS d ON d.stay_id = j.stay_id
  WHERE j.cc = 1
  GROUP BY j.fixmedins_code, j.kin, j.half_no, d.diag
) AS t
GROUP BY t.fixmedins_code, t.kin, t.half_no
-- step: kin_half
SELECT
  fixmedins_code, kin, half_no, COUNT(*) AS stays, MAX(dscg_date) AS occurred_on,
  add_days(MAX(last_date), -182 * half_no - 181) AS from_date, add_days(MAX(last_date), -182 * half_no) AS to_date,
  SUM(cc_o) AS cc_o, SUM(cc_e) AS cc_e, SUM(coalesce(cc, 0)) AS cc_n, SUM(ndiag_o) AS ndiag_o, SUM(ndiag_e) AS ndiag_e,
  SUM(std_n) AS std_n, SUM(low_n) AS low_n, SUM(edge_o) AS edge_o, SUM(edge_e) AS edge_e,
  CASE WHEN COUNT(CASE WHEN cc = 1 THEN 1 END) >= 10 AND COUNT(CASE WHEN cc = 0 THEN 1 END) >= 10
    THEN ratio(median_of(CASE WHEN cc = 1 THEN medfee END), median_of(CASE WHEN cc = 0 THEN medfee END)) END AS flat,
  ratio(SUM(CAST(grp_wt AS DECIMAL(18,6))), COUNT(grp_wt)) AS cmi, ratio(SUM(medfee), COUNT(*)) AS cost
FROM judged_stay
GROUP BY fixmedins_code, kin, half_no
-- step: regrouping
SELECT DISTINCT i.fixmedins_code, e.day FROM flag_event AS e JOIN inst AS i ON i.kreg = e.kreg WHERE e.kind = 'DRG 上线' OR e.item = ''
-- step: regrouped_half
SELECT DISTINCT h.fixmedins_code, h.kin, h.half_no
FROM kin_half AS h
JOIN regrouping AS e ON e.fixmedins_code = h.fixmedins_code
WHERE e.day <= h.to_date AND e.day > add_days(h.from_date, -365)
-- step: regrouped_year
SELECT DISTINCT s.fixmedins_code, s.year_no
FROM year_sum AS s
JOIN regrouping AS e ON e.fixmedins_code = s.fixmedins_code
WHERE e.day <= s.to_date AND e.day > add_days(s.to_date, -730)
-- step: adrg
SELECT
  h.fixmedins_code, h.kin, h.half_no, h.kin || ' 病组 ' || CAST(h.from_date AS VARCHAR) || '至' || CAST(h.to_date AS VARCHAR) AS period,
  h.occurred_on, h.stays, h.cc_n, r.fixmedins_code IS NULL AS plain, h.cc_o, h.cc_e, h.flat, t.n AS top_n,
  CASE WHEN t.n IS NOT NULL THEN h.cc_n END AS top_of, h.ndiag_o, h.ndiag_e, h.low_n, h.std_n, h.edge_o, h.edge_e, h.cmi,
  CASE WHEN b.excess >= 0.1 THEN pois(b.bare, b.n * greatest(b.usual, 0.05)) WHEN b.n IS NOT NULL THEN 0 END AS bare, b.diag3 AS bare_diag,
  b.bare AS bare_n, b.n AS bare_of, b.related,
  g.kin IS NULL AS grouped_alike, ln_of(ratio(h.cmi, o.cmi)) - ln_of(ratio(h.cost, o.cost)) AS drift
FROM kin_half AS h
LEFT JOIN referral AS r ON r.fixmedins_code = h.fixmedins_code
LEFT JOIN top_half AS t ON t.fixmedins_code = h.fixmedins_code AND t.kin = h.kin AND t.half_no = h.half_no
LEFT JOIN regrouped_half AS g ON g.fixmedins_code = h.fixmedins_code AND g.kin = h.kin AND g.half_no = h.half_no
LEFT JOIN bare_half AS b ON b.fixmedins_code = h.fixmedins_code AND b.kin = h.kin AND b.half_no = h.half_no
LEFT JOIN kin_half AS o ON o.fixmedins_code = h.fixmedins_code AND o.kin = h.kin AND o.half_no = h.half_no + 2 AND o.stays >= 30
-- step: adrg_month
SELECT
  fixmedins_code, kin, half_no, month_of(dscg_date) AS part, SUM(coalesce(cc_o, 0)) AS cc_o, SUM(coalesce(cc_e, 0)) AS cc_e,
  SUM(coalesce(ndiag_o, 0)) AS ndiag_o, SUM(coalesce(ndiag_e, 0)) AS ndiag_e, SUM(low_n) AS low_n, SUM(std_n) AS std_n,
  SUM(coalesce(edge_o, 0)) AS edge_o, SUM(coalesce(edge_e, 0)) AS edge_e
FROM judged_stay
GROUP BY fixmedins_code, kin, half_no, month_of(dscg_date)
-- step: usual_ratio
SELECT
  kin, hosp_group, ratio(median_of(CASE WHEN cc = 1 THEN medfee END), median_of(CASE WHEN cc = 0 THEN medfee END)) AS flat
FROM judged_stay
GROUP BY kin, hosp_group
HAVING COUNT(CASE WHEN cc = 1 THEN 1 END) >= 20 AND COUNT(CASE WHEN cc = 0 THEN 1 END) >= 20
-- step: flat_kin
SELECT
  fixmedins_code, year_no, kin, hosp_group, COUNT(CASE WHEN cc = 1 THEN 1 END) AS n,
  ratio(median_of(CASE WHEN cc = 1 THEN medfee END), median_of(CASE WHEN cc = 0 THEN medfee END)) AS flat
FROM judged_stay
GROUP BY fixmedins_code, year_no, kin, hosp_group
HAVING COUNT(CASE WHEN cc = 1 THEN 1 END) >= 5 AND COUNT(CASE WHEN cc = 0 THEN 1 END) >= 5
-- step: flat_year
SELECT f.fixmedins_code, f.year_no, ratio(SUM(CAST(f.n * ratio(f.flat, u.flat) AS DECIMAL(18,6))), SUM(f.n)) AS flat
FROM flat_kin AS f
JOIN usual_ratio AS u ON u.kin = f.kin AND u.hosp_group IS NOT DISTINCT FROM f.hosp_group
GROUP BY f.fixmedins_code, f.year_no
HAVING SUM(f.n) >= 10
-- step: top_year
SELECT t.fixmedins_code, t.year_no, MAX(t.n) AS n
FROM (
  SELECT j.fixmedins_code, j.year_no, d.diag, COUNT(*) AS n
  FROM judged_stay AS j
  JOIN cc_diag AS d ON d.stay_id = j.stay_id
  WHERE j.cc = 1
  GROUP BY j.fixmedins_code, j.year_no, d.diag
) AS t
GROUP BY t.fixmedins_code, t.year_no
-- step: year_sum
SELECT
  fixmedins_code, year_no, COUNT(*) AS stays, add_days(MAX(last_date), -365 * year_no) AS to_date,
  SUM(cc_o) AS cc_o, SUM(cc_e) AS cc_e, SUM(coalesce(cc, 0)) AS cc_n, SUM(ndiag_o) AS ndiag_o, SUM(ndiag_e) AS ndiag_e,
  SUM(std_n) AS std_n, SUM(low_n) AS low_n, SUM(edge_o) AS edge_o, SUM(edge_e) AS edge_e,
  ratio(SUM(CAST(grp_wt AS DECIMAL(18,6))), COUNT(grp_wt)) AS cmi, ratio(SUM(medfee), COUNT(*)) AS cost
FROM judged_stay
GROUP BY fixmedins_code, year_no
-- step: asked
SELECT g.stay_id, g.fixmedins_code, g.kreg, g.adm_date, g.main_diag AS diag, TRUE AS is_main FROM chosen AS g WHERE g.main_diag IS NOT NULL
UNION ALL
SELECT g.stay_id, g.fixmedins_code, g.kreg, g.adm_date, d.diag, FALSE
FROM chosen AS g
JOIN cc_diag AS d ON d.stay_id = g.stay_id
-- step: ruled
SELECT DISTINCT w.diag, k.kreg, k.k_from, k.k_to
FROM (SELECT DISTINCT diag FROM asked) AS w
JOIN diag_support AS k ON starts_with(w.diag, k.icd_prefix)
-- step: by_rule
SELECT DISTINCT a.stay_id, a.diag, a.is_main
FROM asked AS a
JOIN ruled AS r ON r.diag = a.diag AND r.kreg = a.kreg AND a.adm_date >= r.k_from AND a.adm_date < r.k_to
-- step: with_diag
SELECT DISTINCT
  a.stay_id, a.fixmedins_code, left(a.diag, 3) AS diag3, coalesce(CAST(c.hosp_group AS VARCHAR), '-') AS lv, c.kin, a.is_main
FROM asked AS a
JOIN chosen AS c ON c.stay_id = a.stay_id
-- step: kind_of_ref
SELECT 1 AS nth, 'K' AS word UNION ALL SELECT 2, 'L' UNION ALL SELECT 3, 'M' UNION ALL SELECT 4, 'B' UNION ALL SELECT 5, 'A'
-- step: in_ref
SELECT
  k.word || '|' || d.diag3 || '|' || CASE WHEN k.nth = 1 THEN d.kin ELSE '' END || '|' || CASE WHEN k.nth IN (1, 2, 4) THEN d.lv ELSE '' END AS ref,
  k.nth, d.diag3, d.kin, d.lv, d.is_main, d.stay_id, d.fixmedins_code
FROM with_diag AS d
CROSS JOIN kind_of_ref AS k
-- step: home_kin
SELECT t.diag3, t.kin
FROM (
  SELECT diag3, kin, COUNT(*) AS n, SUM(COUNT(*)) OVER (PARTITION BY diag3) AS whole FROM with_diag WHERE is_main GROUP BY diag3, kin
) AS t
WHERE t.n * 5 >= t.whole
-- step: teaching
SELECT r.ref, r.nth, r.stay_id, r.fixmedins_code
FROM in_ref AS r
LEFT JOIN home_kin AS h ON h.diag3 = r.diag3 AND h.kin = r.kin
WHERE CASE WHEN r.is_main THEN h.kin IS NOT NULL ELSE r.nth >= 4 END
-- step: ref_place
SELECT ref, nth, fixmedins_code, COUNT(DISTINCT stay_id) AS n FROM teaching GROUP BY ref, nth, fixmedins_code
-- step: ref_known
SELECT ref, nth, SUM(n) AS n, COUNT(CASE WHEN n >= 3 THEN 1 END) AS places
FROM ref_place
GROUP BY ref, nth
HAVING SUM(n) >= 30 AND COUNT(CASE WHEN n >= 3 THEN 1 END) >= 4
-- step: basis
SELECT t.diag3, t.kin, t.lv, t.is_main, t.ref
FROM (
  SELECT
    d.diag3, d.kin, d.lv, d.is_main, k.ref,
    ROW_NUMBER() OVER (PARTITION BY d.diag3, d.kin, d.lv, d.is_main ORDER BY k.nth) AS nth
  FROM (SELECT DISTINCT diag3, kin, lv, is_main, ref FROM in_ref WHERE is_main OR nth > 1) AS d
  JOIN ref_known AS k ON k.ref = d.ref
) AS t
WHERE t.nth = 1
-- step: ref_stay
SELECT DISTINCT d.ref, d.stay_id, d.fixmedins_code
FROM teaching AS d
JOIN (SELECT DISTINCT ref FROM basis) AS b ON b.ref = d.ref
-- step: stay_item
SELECT DISTINCT g.stay_id, f.item
FROM grouped AS g
JOIN stay_enc AS e ON e.stay_id = g.stay_id
JOIN fee_net AS f ON f.mdtrt_id = e.mdtrt_id
WHERE f.is_ip AND f.in_scope AND f.settled AND f.cnt > 0 AND coalesce(f.chrg, '') NOT IN ('01', '02', '07')
-- step: item_base
SELECT item, COUNT(*) AS n FROM stay_item GROUP BY item
-- step: stay_total
SELECT COUNT(*) AS n FROM grouped
-- step: ref_item
SELECT r.ref, r.fixmedins_code, t.item, COUNT(*) AS n
FROM ref_stay AS r
JOIN stay_item AS t ON t.stay_id = r.stay_id
GROUP BY r.ref, r.fixmedins_code, t.item
-- step: usual_item
SELECT
  i.ref, i.item, ratio(SUM(i.n) + 1, k.n + 2) AS with_it, ratio(b.n - SUM(i.n) + 1, t.n - k.n + 2) AS without_it
FROM ref_item AS i
JOIN ref_place AS p ON p.ref = i.ref AND p.fixmedins_code = i.fixmedins_code
JOIN ref_known AS k ON k.ref = i.ref
JOIN item_base AS b ON b.item = i.item
CROSS JOIN stay_total AS t
GROUP BY i.ref, i.item, k.n, k.places, b.n, t.n
HAVING COUNT(CASE WHEN p.n >= 3 AND i.n * 10 >= p.n * 6 THEN 1 END) * 3 >= k.places * 2
-- step: signature
SELECT
  ref, item, CAST(ln_of(ratio(with_it, without_it)) * 0.434294 AS DECIMAL(18,6)) AS there,
  CAST(ln_of(ratio(1 - with_it, 1 - without_it)) * 0.434294 AS DECIMAL(18,6)) AS absent
FROM usual_item
WHERE with_it >= 2 * without_it
-- step: sign_count
SELECT ref, COUNT(*) AS items, SUM(absent) AS absent FROM signature GROUP BY ref HAVING COUNT(*) >= 2
-- step: looked_at
SELECT b.ref, d.stay_id, d.fixmedins_code
FROM with_diag AS d
JOIN basis AS b ON b.diag3 = d.diag3 AND b.kin = d.kin AND b.lv = d.lv AND b.is_main = d.is_main
UNION
SELECT ref, stay_id, fixmedins_code FROM ref_stay
-- step: seen
SELECT t.*, floor_int(2 * t.speaks) AS rung
FROM (
  SELECT
    l.ref, l.stay_id, l.fixmedins_code, c.items, coalesce(n.present, 0) AS present, c.absent + coalesce(n.speaks, 0) AS speaks,
    r.stay_id IS NOT NULL AS is_ref
  FROM looked_at AS l
  JOIN sign_count AS c ON c.ref = l.ref
  LEFT JOIN (
    SELECT a.ref, a.stay_id, COUNT(*) AS present, SUM(s.there - s.absent) AS speaks
    FROM looked_at AS a
    JOIN signature AS s ON s.ref = a.ref
    JOIN stay_item AS t ON t.stay_id = a.stay_id AND t.item = s.item
    GROUP BY a.ref, a.stay_id
  ) AS n ON n.ref = l.ref AND n.stay_id = l.stay_id
  LEFT JOIN ref_stay AS r ON r.ref = l.ref AND r.stay_id = l.stay_id
) AS t
-- step: seen_place
SELECT ref, fixmedins_code, rung, COUNT(*) AS n FROM seen WHERE is_ref GROUP BY ref, fixmedins_code, rung
-- step: as_few
SELECT v.ref, v.rung, p.fixmedins_code, SUM(CASE WHEN p.rung <= v.rung THEN p.n ELSE 0 END) AS few, SUM(p.n) AS n
FROM (SELECT DISTINCT ref, rung FROM seen) AS v
JOIN seen_place AS p ON p.ref = v.ref
GROUP BY v.ref, v.rung, p.fixmedins_code
-- step: as_few_all
SELECT ref, rung, SUM(few) AS few, SUM(n) AS n FROM as_few GROUP BY ref, rung
-- step: told_sign
SELECT
  s.stay_id, s.fixmedins_code, d.diag3, d.is_main, s.ref, s.items, s.present, ratio(s.present, s.items) AS share,
  CAST(s.speaks AS DOUBLE) AS speaks, (a.few - coalesce(o.few, 0)) * 10 <= a.n - coalesce(o.n, 0) AS rare
FROM with_diag AS d
JOIN basis AS b ON b.diag3 = d.diag3 AND b.kin = d.kin AND b.lv = d.lv AND b.is_main = d.is_main
JOIN seen AS s ON s.ref = b.ref AND s.stay_id = d.stay_id
JOIN as_few_all AS a ON a.ref = s.ref AND a.rung = s.rung
LEFT JOIN as_few AS o ON o.ref = s.ref AND o.rung = s.rung AND o.fixmedins_code = s.fixmedins_code
WHERE a.n - coalesce(o.n, 0) >= 20
-- step: bare_place
SELECT diag3, fixmedins_code, COUNT(*) AS n, COUNT(CASE WHEN rare AND speaks <= -1 THEN 1 END) AS bare
FROM told_sign
WHERE NOT is_main
GROUP BY diag3, fixmedins_code
-- step: usual_bare
SELECT
  diag3, CASE WHEN COUNT(*) >= 4 THEN quantile_of(ratio(bare, n), 0.25) END AS share, COUNT(*) >= 4 AND COUNT(CASE WHEN bare * 2 < n THEN 1 END) < 2 AS is_usual
FROM bare_place
WHERE n >= 3
GROUP BY diag3
-- step: borne_out
SELECT
  a.stay_id, a.diag, a.is_main, t.share, t.items, t.present,
  CASE
    WHEN t.speaks IS NOT NULL THEN CASE WHEN t.rare AND (a.is_main OR NOT coalesce(v.is_usual, FALSE)) THEN t.speaks ELSE greatest(t.speaks, 0) END
    WHEN u.diag IS NOT NULL THEN CAST(-3 AS DOUBLE) WHEN r.diag IS NOT NULL THEN CAST(0 AS DOUBLE)
  END AS speaks
FROM asked AS a
LEFT JOIN by_rule AS r ON r.stay_id = a.stay_id AND r.diag = a.diag AND r.is_main = a.is_main
LEFT JOIN diag_unsupported AS u ON u.stay_id = a.stay_id AND u.diag = a.diag
LEFT JOIN told_sign AS t ON t.stay_id = a.stay_id AND t.diag3 = left(a.diag, 3) AND t.is_main = a.is_main
LEFT JOIN usual_bare AS v ON v.diag3 = t.diag3
-- step: habit
SELECT h.stay_id, h.habit, h.bare, h.n
FROM (
  SELECT
    t.stay_id, ratio(p.bare, p.n) - coalesce(v.share, 0) AS habit, p.bare, p.n,
    ROW_NUMBER() OVER (PARTITION BY t.stay_id ORDER BY ratio(p.bare, p.n) - coalesce(v.share, 0) DESC, t.diag3) AS nth
  FROM told_sign AS t
  JOIN bare_place AS p ON p.diag3 = t.diag3 AND p.fixmedins_code = t.fixmedins_code AND p.n >= 5
  LEFT JOIN usual_bare AS v ON v.diag3 = t.diag3
  WHERE NOT t.is_main AND t.rare AND t.speaks <= -1
) AS h
WHERE h.nth = 1
-- step: proof
SELECT
  b.stay_id, MAX(CASE WHEN b.is_main THEN b.speaks END) AS main_speaks, MAX(CASE WHEN NOT b.is_main THEN b.speaks END) AS cc_speaks,
  COUNT(CASE WHEN NOT b.is_main AND b.speaks IS NULL THEN 1 END) AS cc_unknown,
  MIN(CASE WHEN NOT b.is_main AND b.share >= 1 THEN w.wt END) AS other_wt
FROM borne_out AS b
LEFT JOIN diag_weight AS w ON w.diag3 = left(b.diag, 3)
GROUP BY b.stay_id
-- step: cc_proof
SELECT
  c.stay_id, c.fixmedins_code, c.kin, c.half_no, c.year_no, t.diag3, v.share AS usual,
  CASE WHEN t.rare AND t.speaks <= -1 AND NOT coalesce(v.is_usual, FALSE) THEN 1 ELSE 0 END AS bare
FROM told_sign AS t
JOIN chosen AS c ON c.stay_id = t.stay_id
LEFT JOIN usual_bare AS v ON v.diag3 = t.diag3
WHERE c.cc = 1 AND NOT t.is_main AND coalesce(c.dscg_way, '1') NOT IN ('2', '3', '4', '5') AND NOT c.x4
-- step: bare_year
SELECT fixmedins_code, year_no, diag3, n, bare, usual, excess
FROM (
  SELECT
    fixmedins_code, year_no, diag3, COUNT(*) AS n, SUM(bare) AS bare, coalesce(MAX(usual), 0) AS usual,
    ratio(SUM(bare), COUNT(*)) - coalesce(MAX(usual), 0) AS excess,
    ROW_NUMBER() OVER (PARTITION BY fixmedins_code, year_no ORDER BY ratio(SUM(bare), COUNT(*)) - coalesce(MAX(usual), 0) DESC, diag3) AS nth
  FROM cc_proof
  GROUP BY fixmedins_code, year_no, diag3
  HAVING COUNT(*) >= 10
) AS b
WHERE nth = 1
-- step: bare_half
SELECT fixmedins_code, kin, half_no, diag3, n, bare, usual, excess, related
FROM (
  SELECT
    fixmedins_code, kin, half_no, diag3, COUNT(*) AS n, SUM(bare) AS bare, coalesce(MAX(usual), 0) AS usual,
    ratio(SUM(bare), COUNT(*)) - coalesce(MAX(usual), 0) AS excess,
    joined(CASE WHEN bare = 1 THEN stay_id END) AS related,
    ROW_NUMBER() OVER (
      PARTITION BY fixmedins_code, kin, half_no ORDER BY ratio(SUM(bare), COUNT(*)) - coalesce(MAX(usual), 0) DESC, diag3
    ) AS nth
  FROM cc_proof
  GROUP BY fixmedins_code, kin, half_no, diag3
  HAVING COUNT(*) >= 10
) AS b
WHERE nth = 1
-- step: missed
SELECT t.stay_id, t.diag3, t.is_main, joined(n.item_name) AS names
FROM (SELECT stay_id, diag3, is_main, ref FROM told_sign WHERE rare AND speaks <= -1) AS t
JOIN signature AS s ON s.ref = t.ref
JOIN item_name AS n ON n.item = s.item
LEFT JOIN (
  SELECT stay_id, item FROM stay_item WHERE stay_id IN (SELECT stay_id FROM told_sign WHERE rare AND speaks <= -1)
) AS i ON i.stay_id = t.stay_id AND i.item = s.item
WHERE i.item IS NULL
GROUP BY t.stay_id, t.diag3, t.is_main
-- step: doubted_diag
SELECT t.stay_id, t.diag3, t.is_main, t.items, t.present, m.names,
  ROW_NUMBER() OVER (PARTITION BY t.stay_id ORDER BY t.speaks, t.diag3, t.is_main) AS nth
FROM told_sign AS t
JOIN missed AS m ON m.stay_id = t.stay_id AND m.diag3 = t.diag3 AND m.is_main = t.is_main
-- step: item_name
SELECT f.item, MIN(f.item_name) AS item_name FROM fee_net AS f WHERE f.item IN (SELECT item FROM signature) GROUP BY f.item
-- step: kin_main
SELECT kin, left(main_diag, 3) AS diag3, COUNT(*) AS n FROM grouped WHERE is_drg AND main_diag IS NOT NULL GROUP BY kin, left(main_diag, 3)
-- step: kin_size
SELECT kin, COUNT(*) AS n, COUNT(DISTINCT fixmedins_code) AS places FROM grouped WHERE is_drg AND main_diag IS NOT NULL GROUP BY kin
-- step: kin_chapter
SELECT kin, left(diag3, 1) AS chapter, SUM(n) AS n FROM kin_main GROUP BY kin, left(diag3, 1)
-- step: misplaced
SELECT DISTINCT g.stay_id
FROM grouped AS g
JOIN kin_size AS k ON k.kin = g.kin AND k.n >= 50 AND k.places >= 3
JOIN kin_chapter AS c ON c.kin = g.kin AND c.chapter = left(g.main_diag, 1) AND c.n * 20 <= k.n
JOIN secondary AS s ON s.stay_id = g.stay_id
JOIN kin_main AS m ON m.kin = g.kin AND m.diag3 = left(s.diag, 3) AND m.n * 5 >= k.n
WHERE g.is_drg
-- step: doubted
SELECT
  stay_id, MAX(CASE WHEN kind = 'oprn' THEN 1 ELSE 0 END) AS oprn, MAX(CASE WHEN kind IN ('swap', 'cycle') THEN 1 ELSE 0 END) AS swap
FROM drg_doubt
GROUP BY stay_id
-- step: unproved
SELECT stay_id, MAX(CASE WHEN proof = 0 THEN 1 ELSE 0 END) AS noop FROM oprn_billed WHERE is_main GROUP BY stay_id
-- step: diag_weight
SELECT left(main_diag, 3) AS diag3, median_of(grp_wt) AS wt
FROM grouped
WHERE main_diag IS NOT NULL AND grp_wt IS NOT NULL
GROUP BY left(main_diag, 3)
HAVING COUNT(*) >= 20
-- step: adm_diag
SELECT e.stay_id, MIN(left(d.diag_code, 3)) AS diag3
FROM stay_enc AS e
JOIN setl_list_diag_d AS d ON d.mdtrt_id = e.mdtrt_id
WHERE optional(d.inout_diag_type) = '1' AND d.maindiag_flag = '1'
GROUP BY e.stay_id
-- step: place_in_group
SELECT
  stay_id, RANK() OVER (PARTITION BY grp_code, hosp_group ORDER BY medfee) AS place,
  COUNT(*) OVER (PARTITION BY grp_code, hosp_group) AS members
FROM grouped
-- step: hospital_score
SELECT fixmedins_code, kin, CAST(half_no AS BIGINT) AS half_no, MAX(score_raw) AS score_raw
FROM score_upcoding_adrg
GROUP BY fixmedins_code, kin, CAST(half_no AS BIGINT)
-- step: coded_stay
SELECT
  c.stay_id, c.stay_id AS mdtrt_id, c.psn_no, c.fixmedins_code, c.dscg_date AS occurred_on, c.flags, c.adm_date, c.dscg_date, c.nights,
  c.grp_code, c.grp_wt, c.grp_std_amt, c.medfee, c.main_diag, c.year_no, c.fund, c.kreg, c.hosp_group, c.kin, c.cc,
  coalesce(c.dscg_way, '1') NOT IN ('2', '3', '4', '5') AND NOT c.x4 AS stayed,
  CASE WHEN c.cc = 1 AND p.cc_unknown = 0 THEN least(p.main_speaks, p.cc_speaks) ELSE p.main_speaks END AS nosign,
  c.n_oprn > 0 OR (
    c.is_drg AND substr(c.grp_code, 2, 1) BETWEEN 'A' AND 'Q' AND NOT starts_with(c.grp_code, 'R') AND NOT starts_with(c.grp_code, 'LL')
    AND coalesce(c.dscg_way, '1') NOT IN ('2', '3', '4', '5') AND NOT c.x4
  ) AS operated,
  CASE
    WHEN c.n_oprn > 0 THEN coalesce(u.noop, 0) WHEN coalesce(c.oprn_amt, 0) = 0 AND coalesce(c.mat_amt, 0) = 0 THEN 1 ELSE 0
  END AS noop,
  greatest(
    coalesce(d.swap, 0),
    CASE WHEN p.main_speaks IS NOT NULL THEN CASE WHEN p.main_speaks <= -1 AND p.other_wt * 10 < x.wt * 9 THEN 1 ELSE 0 END END
  ) AS swap,
  CASE WHEN c.is_drg THEN CASE WHEN q.stay_id IS NOT NULL THEN 1 ELSE 0 END END AS misplaced,
  CASE
    WHEN a.diag3 IS NOT NULL THEN CASE WHEN a.diag3 <> left(c.main_diag, 3) AND x.wt * 10 > y.wt * 11 THEN 1 ELSE 0 END
  END AS adchange,
  CASE WHEN k.members >= 20 THEN CASE WHEN (k.place - 1) * 20 <= k.members - 1 THEN 1 ELSE 0 END END AS cheap,
  CASE WHEN c.cc = 1 AND p.cc_unknown = 0 THEN CASE WHEN p.cc_speaks <= -1 THEN j.habit ELSE CAST(0 AS DOUBLE) END END AS habit, j.bare, j.n AS bare_of,
  h.score_raw AS hospital, dd.diag3 AS doubted, dd.items AS sign_items, dd.present AS sign_present,
  replace(substr(replace(dd.names, '|', '、'), 2, 300) || '。', '、。', '') AS sign_missing
FROM chosen AS c
JOIN place_in_group AS k ON k.stay_id = c.stay_id
LEFT JOIN proof AS p ON p.stay_id = c.stay_id
LEFT JOIN misplaced AS q ON q.stay_id = c.stay_id
LEFT JOIN habit AS j ON j.stay_id = c.stay_id
LEFT JOIN doubted_diag AS dd ON dd.stay_id = c.stay_id AND dd.nth = 1
LEFT JOIN doubted AS d ON d.stay_id = c.stay_id
LEFT JOIN unproved AS u ON u.stay_id = c.stay_id
LEFT JOIN adm_diag AS a ON a.stay_id = c.stay_id
LEFT JOIN diag_weight AS x ON x.diag3 = left(c.main_diag, 3)
LEFT JOIN diag_weight AS y ON y.diag3 = a.diag3
LEFT JOIN hospital_score AS h ON h.fixmedins_code = c.fixmedins_code AND h.kin = c.kin AND h.half_no = c.half_no
-- step: usual_std
SELECT grp_code, hosp_group, year_of(dscg_date) AS year, median_of(grp_std_amt) AS std_amt
FROM grouped
WHERE grp_std_amt > 0
GROUP BY grp_code, hosp_group, year_of(dscg_date)
-- step: difference
SELECT
  c.stay_id,
  CAST(greatest(0, least(
    coalesce(CAST(k.std_amt AS DOUBLE), CASE WHEN c.cc = 1 THEN w.std_amt END) * -1 + coalesce(o.std_amt, CAST(c.grp_std_amt AS DOUBLE)),
    CAST(c.fund AS DOUBLE)
  )) AS DECIMAL(18,2)) AS hit_amt
FROM coded_stay AS c
LEFT JOIN drg_std AS k ON k.grp_code = c.grp_code AND k.kreg = c.kreg AND c.dscg_date >= k.k_from AND c.dscg_date < k.k_to
LEFT JOIN usual_std AS o ON o.grp_code = c.grp_code AND o.hosp_group IS NOT DISTINCT FROM c.hosp_group AND o.year = year_of(c.dscg_date)
LEFT JOIN usual_std AS w
  ON w.grp_code = left(c.grp_code, 3) || '5' AND w.hosp_group IS NOT DISTINCT FROM c.hosp_group AND w.year = year_of(c.dscg_date)
WHERE coalesce(CAST(k.std_amt AS DOUBLE), CASE WHEN c.cc = 1 THEN w.std_amt END) < coalesce(o.std_amt, CAST(c.grp_std_amt AS DOUBLE))
-- step: suspect
SELECT s.stay_id, s.fixmedins_code, s.year_no
FROM coded_stay AS s
JOIN score_upcoding_coded_stay AS k ON k.stay_id = s.stay_id
WHERE k.score >= 0.5
-- step: listed
SELECT fixmedins_code, year_no, COUNT(*) AS n, joined(stay_id) AS related FROM suspect GROUP BY fixmedins_code, year_no
-- step: hospital
SELECT
  s.fixmedins_code, s.year_no, month_of(add_days(s.to_date, -364)) || '至' || month_of(s.to_date) AS period, s.to_date AS occurred_on,
  s.stays, s.cc_n, coalesce(n.n, 0) AS suspects, n.related, r.fixmedins_code IS NULL AS plain, s.cc_o, s.cc_e, f.flat, t.n AS top_n,
  CASE WHEN t.n IS NOT NULL THEN s.cc_n END AS top_of, s.ndiag_o, s.ndiag_e, s.low_n, s.std_n, s.edge_o, s.edge_e, s.cmi,
  CASE WHEN b.excess >= 0.1 THEN pois(b.bare, b.n * greatest(b.usual, 0.05)) WHEN b.n IS NOT NULL THEN 0 END AS bare, b.diag3 AS bare_diag,
  b.bare AS bare_n, b.n AS bare_of,
  g.year_no IS NULL AS grouped_alike, ln_of(ratio(s.cmi, o.cmi)) - ln_of(ratio(s.cost, o.cost)) AS drift
FROM year_sum AS s
LEFT JOIN referral AS r ON r.fixmedins_code = s.fixmedins_code
LEFT JOIN flat_year AS f ON f.fixmedins_code = s.fixmedins_code AND f.year_no = s.year_no
LEFT JOIN top_year AS t ON t.fixmedins_code = s.fixmedins_code AND t.year_no = s.year_no
LEFT JOIN year_sum AS o ON o.fixmedins_code = s.fixmedins_code AND o.year_no = s.year_no + 1 AND o.stays >= 100
LEFT JOIN regrouped_year AS g ON g.fixmedins_code = s.fixmedins_code AND g.year_no = s.year_no
LEFT JOIN bare_year AS b ON b.fixmedins_code = s.fixmedins_code AND b.year_no = s.year_no
LEFT JOIN listed AS n ON n.fixmedins_code = s.fixmedins_code AND n.year_no = s.year_no
-- step: hospital_month
SELECT
  fixmedins_code, year_no, month_of(dscg_date) AS part, SUM(coalesce(cc_o, 0)) AS cc_o, SUM(coalesce(cc_e, 0)) AS cc_e,
  SUM(coalesce(ndiag_o, 0)) AS ndiag_o, SUM(coalesce(ndiag_e, 0)) AS ndiag_e, SUM(low_n) AS low_n, SUM(std_n) AS std_n,
  SUM(coalesce(edge_o, 0)) AS edge_o, SUM(coalesce(edge_e, 0)) AS edge_e
FROM judged_stay
GROUP BY fixmedins_code, year_no, month_of(dscg_date)
