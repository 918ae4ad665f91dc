/*---
doc: >-
  Stays paid by group. kin is the ADRG of a CHS-DRG group (first three characters); the fourth says whether it is the
  half with complications (1 and 3), without (5) or not split (9). Of a DIP group kin is the main diagnosis (three
  characters) with or without operation, and a weight above the usual one of the kin stands for complications. A
  diagnosis is borne out by what diag_support asks for, and by its signature: what at least 60 % of the stays with it
  at other institutions of the level were billed, three times as often as stays on the whole (20 such stays at three
  institutions at least); the lesser of the two counts. What a secondary diagnosis is worth is judged by the one that is borne out best. Births, newborns and
  day cases are paid by rules of their own and left out. The second
  letter A to Q of a CHS-DRG group stands for an operation or procedure (apart from tumour cycles and dialysis); referral centres are not compared by their complications.
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
-- step: cc_word
SELECT DISTINCT s.diag
FROM (SELECT DISTINCT diag FROM secondary) AS s
JOIN drg_cc AS k ON starts_with(s.diag, k.icd_prefix)
-- step: cc_diag
SELECT s.stay_id, s.diag
FROM secondary AS s
CROSS JOIN (SELECT COUNT(*) AS n FROM cc_word) AS k
LEFT JOIN cc_word AS w ON w.diag = s.diag
WHERE k.n = 0 OR w.diag IS NOT NULL
-- step: judged_stay
SELECT
  c.stay_id, c.fixmedins_code, c.kin, c.hosp_group, c.half_no, c.year_no, c.dscg_date, c.last_date, c.cc, c.medfee, c.grp_wt, c.ndiag,
  CASE WHEN l.e_cc IS NOT NULL THEN c.cc END AS cc_o, CASE WHEN c.cc IS NOT NULL THEN l.e_cc END AS cc_e,
  CASE WHEN l.e_ndiag IS NOT NULL THEN c.ndiag END AS ndiag_o, l.e_ndiag AS ndiag_e,
  CASE WHEN c.grp_std_amt > 0 THEN 1 ELSE 0 END AS std_n, CASE WHEN c.medfee * 2 < c.grp_std_amt THEN 1 ELSE 0 END AS low_n,
  CASE WHEN u.trim_nights >= 2 THEN 1 ELSE 0 END AS trim_n, CASE WHEN u.trim_nights >= 2 AND c.nights = u.trim_nights + 1 THEN 1 ELSE 0 END AS edge_n
FROM chosen AS c
JOIN likely AS l ON l.kin = c.kin AND l.band = c.band AND l.fixmedins_code = c.fixmedins_code
JOIN usual_nights AS u ON u.kin = c.kin
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
  SUM(std_n) AS std_n, SUM(low_n) AS low_n, SUM(trim_n) AS trim_n, SUM(edge_n) AS edge_n,
  CASE WHEN COUNT(CASE WHEN cc = 1 THEN 1 END) >= 10 AND COUNT(CASE WHEN cc = 0 THEN 1 END) >= 10
    THEN ratio(median_of(CASE WHEN cc = 1 THEN medfee END), median_of(CASE WHEN cc = 0 THEN medfee END)) END AS flat,
  ratio(SUM(CAST(grp_wt AS DECIMAL(18,6))), COUNT(grp_wt)) AS cmi, ratio(SUM(medfee), COUNT(*)) AS cost
FROM judged_stay
GROUP BY fixmedins_code, kin, half_no
-- step: adrg
SELECT
  h.fixmedins_code, h.kin, h.half_no, h.kin || ' 病组 ' || CAST(h.from_date AS VARCHAR) || '至' || CAST(h.to_date AS VARCHAR) AS period,
  h.occurred_on, h.stays, h.cc_n, r.fixmedins_code IS NULL AS plain, h.cc_o, h.cc_e, h.flat, t.n AS top_n,
  CASE WHEN t.n IS NOT NULL THEN h.cc_n END AS top_of, h.ndiag_o, h.ndiag_e, h.low_n, h.std_n, h.edge_n, h.trim_n,
  ln_of(ratio(h.cmi, o.cmi)) - ln_of(ratio(h.cost, o.cost)) AS drift
FROM kin_half AS h
LEFT JOIN referral AS r ON r.fixmedins_code = h.fixmedins_code
LEFT JOIN top_half AS t ON t.fixmedins_code = h.fixmedins_code AND t.kin = h.kin AND t.half_no = h.half_no
LEFT JOIN kin_half AS o ON o.fixmedins_code = h.fixmedins_code AND o.kin = h.kin AND o.half_no = h.half_no + 2 AND o.stays >= 30
-- step: adrg_month
SELECT
  fixmedins_code, kin, half_no, month_of(dscg_date) AS part, SUM(coalesce(cc_o, 0)) AS cc_o, SUM(coalesce(cc_e, 0)) AS cc_e,
  SUM(coalesce(ndiag_o, 0)) AS ndiag_o, SUM(coalesce(ndiag_e, 0)) AS ndiag_e, SUM(low_n) AS low_n, SUM(std_n) AS std_n,
  SUM(edge_n) AS edge_n, SUM(trim_n) AS trim_n
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
  SUM(std_n) AS std_n, SUM(low_n) AS low_n, SUM(trim_n) AS trim_n, SUM(edge_n) AS edge_n,
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
SELECT DISTINCT a.stay_id, a.fixmedins_code, a.diag || '|' || coalesce(CAST(c.hosp_group AS VARCHAR), '') AS diag_lv, a.diag
FROM asked AS a
JOIN chosen AS c ON c.stay_id = a.stay_id
-- step: diag_inst
SELECT diag_lv, fixmedins_code, COUNT(*) AS n FROM with_diag GROUP BY diag_lv, fixmedins_code
-- step: frequent
SELECT diag_lv, SUM(n) AS n FROM diag_inst GROUP BY diag_lv HAVING SUM(n) >= 21 AND COUNT(*) >= 4
-- step: stay_item
SELECT DISTINCT g.stay_id, f.item
FROM grouped AS g
JOIN stay_enc AS e ON e.stay_id = g.stay_id
JOIN fee_net AS f ON f.mdtrt_id = e.mdtrt_id
WHERE f.in_scope AND f.settled AND f.cnt > 0 AND coalesce(f.chrg, '') NOT IN ('01', '02', '07')
-- step: item_base
SELECT item, COUNT(*) AS n FROM stay_item GROUP BY item
-- step: stay_total
SELECT COUNT(*) AS n FROM grouped
-- step: diag_item
SELECT d.diag_lv, d.fixmedins_code, t.item, COUNT(*) AS n
FROM with_diag AS d
JOIN frequent AS f ON f.diag_lv = d.diag_lv
JOIN stay_item AS t ON t.stay_id = d.stay_id
GROUP BY d.diag_lv, d.fixmedins_code, t.item
-- step: diag_item_all
SELECT i.diag_lv, i.item, SUM(i.n) AS n, b.n AS base
FROM diag_item AS i
JOIN item_base AS b ON b.item = i.item
GROUP BY i.diag_lv, i.item, b.n
-- step: signature
SELECT o.diag_lv, o.fixmedins_code, a.item
FROM diag_inst AS o
JOIN frequent AS f ON f.diag_lv = o.diag_lv AND f.n - o.n >= 20
JOIN diag_item_all AS a ON a.diag_lv = o.diag_lv
LEFT JOIN diag_item AS i ON i.diag_lv = o.diag_lv AND i.fixmedins_code = o.fixmedins_code AND i.item = a.item
CROSS JOIN stay_total AS t
WHERE (a.n - coalesce(i.n, 0)) * 10 >= (f.n - o.n) * 6
  AND (a.n - coalesce(i.n, 0)) * t.n >= 3 * a.base * (f.n - o.n)
-- step: by_signature
SELECT d.stay_id, d.diag, ratio(COUNT(t.item), COUNT(*)) AS share
FROM with_diag AS d
JOIN signature AS s ON s.diag_lv = d.diag_lv AND s.fixmedins_code = d.fixmedins_code
LEFT JOIN stay_item AS t ON t.stay_id = d.stay_id AND t.item = s.item
GROUP BY d.stay_id, d.diag
HAVING COUNT(*) >= 2
-- step: borne_out
SELECT
  a.stay_id, a.diag, a.is_main,
  least(CASE WHEN u.diag IS NOT NULL THEN CAST(0 AS DOUBLE) WHEN r.diag IS NOT NULL THEN CAST(1 AS DOUBLE) END, b.share) AS share
FROM asked AS a
LEFT JOIN by_rule AS r ON r.stay_id = a.stay_id AND r.diag = a.diag AND r.is_main = a.is_main
LEFT JOIN diag_unsupported AS u ON u.stay_id = a.stay_id AND u.diag = a.diag
LEFT JOIN by_signature AS b ON b.stay_id = a.stay_id AND b.diag = a.diag
-- step: proof
SELECT
  b.stay_id, MAX(CASE WHEN b.is_main THEN b.share END) AS main_share, MAX(CASE WHEN NOT b.is_main THEN b.share END) AS cc_share,
  MIN(CASE WHEN NOT b.is_main AND b.share >= 1 THEN w.wt END) AS other_wt
FROM borne_out AS b
LEFT JOIN diag_weight AS w ON w.diag3 = left(b.diag, 3)
GROUP BY b.stay_id
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
  CASE WHEN c.cc = 1 THEN least(p.main_share, p.cc_share) ELSE p.main_share END AS nosign,
  c.n_oprn > 0 OR (
    c.is_drg AND substr(c.grp_code, 2, 1) BETWEEN 'A' AND 'Q' AND NOT starts_with(c.grp_code, 'R') AND NOT starts_with(c.grp_code, 'LL')
    AND coalesce(c.dscg_way, '1') NOT IN ('2', '3', '4', '5') AND NOT c.x4
  ) AS operated,
  CASE
    WHEN c.n_oprn > 0 THEN coalesce(u.noop, 0) WHEN coalesce(c.oprn_amt, 0) = 0 AND coalesce(c.mat_amt, 0) = 0 THEN 1 ELSE 0
  END AS noop,
  greatest(
    coalesce(d.swap, 0), CASE WHEN p.main_share IS NOT NULL THEN CASE WHEN p.main_share <= 0.5 AND p.other_wt * 10 < x.wt * 9 THEN 1 ELSE 0 END END
  ) AS swap,
  CASE
    WHEN a.diag3 IS NOT NULL THEN CASE WHEN a.diag3 <> left(c.main_diag, 3) AND x.wt * 10 > y.wt * 11 THEN 1 ELSE 0 END
  END AS adchange,
  CASE WHEN k.members >= 20 THEN CASE WHEN (k.place - 1) * 20 <= k.members - 1 THEN 1 ELSE 0 END END AS cheap,
  h.score_raw AS hospital
FROM chosen AS c
JOIN place_in_group AS k ON k.stay_id = c.stay_id
LEFT JOIN proof AS p ON p.stay_id = c.stay_id
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
WHERE k.score_raw >= 0.5
-- step: listed
SELECT fixmedins_code, year_no, COUNT(*) AS n, joined(stay_id) AS related FROM suspect GROUP BY fixmedins_code, year_no
-- step: hospital
SELECT
  s.fixmedins_code, s.year_no, month_of(add_days(s.to_date, -364)) || '至' || month_of(s.to_date) AS period, s.to_date AS occurred_on,
  s.stays, s.cc_n, coalesce(n.n, 0) AS suspects, n.related, r.fixmedins_code IS NULL AS plain, s.cc_o, s.cc_e, f.flat, t.n AS top_n,
  CASE WHEN t.n IS NOT NULL THEN s.cc_n END AS top_of, s.ndiag_o, s.ndiag_e, s.low_n, s.std_n, s.edge_n, s.trim_n, s.cmi,
  ln_of(ratio(s.cmi, o.cmi)) - ln_of(ratio(s.cost, o.cost)) AS drift
FROM year_sum AS s
LEFT JOIN referral AS r ON r.fixmedins_code = s.fixmedins_code
LEFT JOIN flat_year AS f ON f.fixmedins_code = s.fixmedins_code AND f.year_no = s.year_no
LEFT JOIN top_year AS t ON t.fixmedins_code = s.fixmedins_code AND t.year_no = s.year_no
LEFT JOIN year_sum AS o ON o.fixmedins_code = s.fixmedins_code AND o.year_no = s.year_no + 1 AND o.stays >= 100
LEFT JOIN listed AS n ON n.fixmedins_code = s.fixmedins_code AND n.year_no = s.year_no
-- step: hospital_month
SELECT
  fixmedins_code, year_no, month_of(dscg_date) AS part, SUM(coalesce(cc_o, 0)) AS cc_o, SUM(coalesce(cc_e, 0)) AS cc_e,
  SUM(coalesce(ndiag_o, 0)) AS ndiag_o, SUM(coalesce(ndiag_e, 0)) AS ndiag_e, SUM(low_n) AS low_n, SUM(std_n) AS std_n,
  SUM(edge_n) AS edge_n, SUM(trim_n) AS trim_n
FROM judged_stay
GROUP BY fixmedins_code, year_no, month_of(dscg_date)
