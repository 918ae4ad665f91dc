/*---
code: IND-002
version: 2
title: 重点药品、耗材异常增长与集中
status: active
behaviour: indicator_anomaly
severity: 3
subject: institution
grain: [fixmedins_code, grp, period]
amount: none
scenes: [IP, OP, PH]
stages: [3]
law: [735-38-2, agreement]
params:
  times: {type: decimal, default: 2, unit: 倍, source: 无官方数值；与上年同月、与前 3 个月平均相比，可按统筹区配置}
  min_delta: {type: decimal, default: 10000, unit: 元, source: 无官方数值，可按统筹区配置}
  season: {type: decimal, default: 1.5, unit: 倍, source: 无官方数值；同市其他机构也增长此倍数的不计，可按统筹区配置}
  top: {type: integer, default: 20, unit: 位, source: 无官方数值；同市当月金额排名，可按统筹区配置}
  doctors_pct: {type: integer, default: 80, unit: '%', source: 无官方数值；5 名医师合计占比，可按统筹区配置}
  min_doctors: {type: integer, default: 10, unit: 人, source: 无官方数值；开单医师不足此数的，集中是专科分工，可按统筹区配置}
  new_months: {type: integer, default: 12, unit: 月, source: 无官方数值；进入目录不满此月数的不计，可按统筹区配置}
message: "{period} {item_name}（{grp}）医保范围内金额 {amt} 元，{reason}。"
verify: 抽查使用该品种的病历 30 份，核对指征和用量；了解采购、开单的集中情况。
defence: 新开科室、新开展技术；季节性疾病。
known_gaps: 新开科室需现场排除；集中采购中选品种的更替没有资料，不排除。
evidence: [grp, item_name, watched, reason, amt, year_before, mean_before, region_growth, top_doctor, top_doctor_pct, five_pct, region_place]
cases:
  - name: 人血白蛋白 5 月金额为上年同月的 3.4 倍，一名医师占 71%
    given:
      fee_list_d: &growth
        - &y {mdtrt_id: EY, psn_no: P, bkkp_sn: Y, med_list_codg: XB05AAR021B002010100001, medins_list_name: 人血白蛋白, pric: 10000, fee_ocur_time: "2025-05-05 10:00:00"}
        - &b {repeat: {m: ["02", "03", "04"]}, mdtrt_id: EB<m>, bkkp_sn: B<m>, med_list_codg: XB05AAR021B002010100001, medins_list_name: 人血白蛋白, pric: 10000, fee_ocur_time: "2026-<m>-05 10:00:00"}
        - &n1 {mdtrt_id: EN, bkkp_sn: N1, med_list_codg: XB05AAR021B002010100001, medins_list_name: 人血白蛋白, pric: 24140, bilg_dr_code: R1, fee_ocur_time: "2026-05-05 10:00:00"}
        - &n2 {mdtrt_id: EN, bkkp_sn: N2, med_list_codg: XB05AAR021B002010100001, medins_list_name: 人血白蛋白, pric: 9860, bilg_dr_code: R2, fee_ocur_time: "2026-05-06 10:00:00"}
    finds:
      - {fixmedins_code: H, checkout_amt: null, amount_basis: none, checkout_cnt: 2, sev_deg: 3, occurred_on: "2026-05-06", evidence: {branch: [growth], watched: true, amt: 34000, year_before: 10000, mean_before: 10000, top_doctor: R1, top_doctor_pct: 71}}
  - name: 恰为两倍，增加恰为一万元
    given:
      fee_list_d:
        - *y
        - *b
        - {mdtrt_id: EN, bkkp_sn: N1, med_list_codg: XB05AAR021B002010100001, medins_list_name: 人血白蛋白, pric: 20000, fee_ocur_time: "2026-05-05 10:00:00"}
    finds:
      - {checkout_cnt: 1, evidence: {amt: 20000}}
  - name: 增加不足一万元
    given:
      fee_list_d:
        - {mdtrt_id: EY, bkkp_sn: Y, med_list_codg: XB05AAR021B002010100001, pric: 4000, fee_ocur_time: "2025-05-05 10:00:00"}
        - {repeat: {m: ["02", "03", "04"]}, mdtrt_id: EB<m>, bkkp_sn: B<m>, med_list_codg: XB05AAR021B002010100001, pric: 4000, fee_ocur_time: "2026-<m>-05 10:00:00"}
        - {mdtrt_id: EN, bkkp_sn: N1, med_list_codg: XB05AAR021B002010100001, pric: 13999, fee_ocur_time: "2026-05-05 10:00:00"}
    finds: []
  - name: 同市医院都增长两倍
    given:
      fee_list_d:
        - *y
        - *b
        - *n1
        - *n2
        - {mdtrt_id: EH1, bkkp_sn: H1, fixmedins_code: H2, med_list_codg: XB05AAR021B002010100001, pric: 9000, fee_ocur_time: "2025-05-05 10:00:00"}
        - {mdtrt_id: EH2, bkkp_sn: H2, fixmedins_code: H2, med_list_codg: XB05AAR021B002010100001, pric: 18000, fee_ocur_time: "2026-05-05 10:00:00"}
    finds: []
  - name: 上年同月没有数据，无从比较
    given:
      fee_list_d:
        - *b
        - *n1
        - *n2
    finds: []
  - name: 品种当年才进入目录
    given:
      hilist_b: [{hilist_code: XB05AAR022B002010100001, begndate: "2026-01-01", list_type: "101", hilist_name: 新药, chrgitm_lv: "02"}]
      fee_list_d:
        - {mdtrt_id: EY, bkkp_sn: Y, med_list_codg: XB05AAR022B002010100001, pric: 10000, fee_ocur_time: "2025-05-05 10:00:00"}
        - {mdtrt_id: EN, bkkp_sn: N, med_list_codg: XB05AAR022B002010100001, pric: 34000, fee_ocur_time: "2026-05-05 10:00:00"}
    finds: []
  - name: 多出的部分已退费
    given:
      fee_list_d:
        - *y
        - *b
        - *n1
        - *n2
        - {mdtrt_id: EN, bkkp_sn: R1, med_list_codg: XB05AAR021B002010100001, medins_list_name: 人血白蛋白, cnt: -1, pric: 24140, init_feedetl_sn: N1, fee_ocur_time: "2026-05-08 10:00:00"}
    finds: []
  - name: 全市前二十位的药品，十名医师中五名开了 95%
    given:
      fee_list_d:
        - {repeat: {d: 5}, mdtrt_id: E<d>, bkkp_sn: A<d>, fixmedins_code: H<d>, med_list_codg: XB05AAR021B002010100001, medins_list_name: 人血白蛋白, pric: 19000, bilg_dr_code: R<d>}
        - {repeat: {d: [6, 7, 8, 9, 10]}, mdtrt_id: E<d>, bkkp_sn: A<d>, fixmedins_code: H6, med_list_codg: XB05AAR021B002010100001, medins_list_name: 人血白蛋白, pric: 1000, bilg_dr_code: R<d>}
    finds:
      - {fixmedins_code: H1, checkout_cnt: 1, evidence: {branch: [concentration], five_pct: 95, region_place: 1}}
      - {fixmedins_code: H2, checkout_cnt: 1}
      - {fixmedins_code: H3, checkout_cnt: 1}
      - {fixmedins_code: H4, checkout_cnt: 1}
      - {fixmedins_code: H5, checkout_cnt: 1}
  - name: 只有九名医师开，集中是专科分工
    given:
      fee_list_d:
        - {repeat: {d: 5}, mdtrt_id: E<d>, bkkp_sn: A<d>, fixmedins_code: H<d>, med_list_codg: XB05AAR021B002010100001, pric: 19000, bilg_dr_code: R<d>}
        - {repeat: {d: [6, 7, 8, 9]}, mdtrt_id: E<d>, bkkp_sn: A<d>, fixmedins_code: H6, med_list_codg: XB05AAR021B002010100001, pric: 1000, bilg_dr_code: R<d>}
    finds: []
  - name: 十名医师各开一成
    given:
      fee_list_d:
        - {repeat: {d: 10}, mdtrt_id: E<d>, bkkp_sn: A<d>, fixmedins_code: H, med_list_codg: XB05AAR021B002010100001, pric: 19000, bilg_dr_code: R<d>}
    finds: []
  - name: 开单医师未填
    given:
      fee_list_d:
        - {repeat: {d: 10}, mdtrt_id: E<d>, bkkp_sn: A<d>, fixmedins_code: H, med_list_codg: XB05AAR021B002010100001, pric: 19000, bilg_dr_code: null}
    finds: []
---*/
WITH goods AS (
  SELECT g.*, i.admdvs, i.city4, month_start(g.last_date) AS month_day
  FROM inst_goods AS g
  JOIN inst AS i ON i.fixmedins_code = g.fixmedins_code
), listed AS (
  SELECT COALESCE(d.ingredient, LEFT(h.hilist_code, 15)) AS grp, MIN(h.begndate) AS first_listed
  FROM hilist_b AS h
  LEFT JOIN (SELECT DISTINCT item, ingredient FROM drug_dim) AS d ON d.item = h.hilist_code
  GROUP BY COALESCE(d.ingredient, LEFT(h.hilist_code, 15))
), recent AS (
  SELECT
    g.fixmedins_code, g.grp, g.period_no, MAX(CASE WHEN b.period_no = g.period_no - 12 THEN b.amt END) AS year_before,
    SUM(CASE WHEN b.period_no > g.period_no - 12 THEN b.amt ELSE 0 END) AS three_before
  FROM goods AS g
  JOIN goods AS b
    ON b.fixmedins_code = g.fixmedins_code AND b.grp = g.grp
    AND (b.period_no BETWEEN g.period_no - 3 AND g.period_no - 1 OR b.period_no = g.period_no - 12)
  GROUP BY g.fixmedins_code, g.grp, g.period_no
), grown AS (
  SELECT g.*, r.year_before, r.three_before
  FROM goods AS g
  JOIN recent AS r ON r.fixmedins_code = g.fixmedins_code AND r.grp = g.grp AND r.period_no = g.period_no
  WHERE g.amt >= product(r.year_before, param('times', g.last_date, g.admdvs))
    AND g.amt * 3 >= product(r.three_before, param('times', g.last_date, g.admdvs))
    AND g.amt - r.year_before >= param('min_delta', g.last_date, g.admdvs)
), region AS (
  SELECT
    city4, grp, period_no, SUM(amt) AS amt,
    ROW_NUMBER() OVER (PARTITION BY city4, period_no ORDER BY SUM(amt) DESC, grp) AS region_place
  FROM goods
  GROUP BY city4, grp, period_no
), growth AS (
  -- The season: what the other institutions of the city do.
  SELECT g.*, ratio(n.amt - g.amt, b.amt - g.year_before) AS region_growth
  FROM grown AS g
  JOIN region AS n ON n.city4 = g.city4 AND n.grp = g.grp AND n.period_no = g.period_no
  LEFT JOIN region AS b ON b.city4 = g.city4 AND b.grp = g.grp AND b.period_no = g.period_no - 12
  LEFT JOIN listed AS l ON l.grp = g.grp
  WHERE NOT COALESCE(
      n.amt - g.amt >= product(b.amt - g.year_before, param('season', g.last_date, g.admdvs)) AND b.amt > g.year_before, FALSE
    )
    AND NOT COALESCE(days_between(l.first_listed, g.last_date) <= 31 * param('new_months', g.last_date, g.admdvs), FALSE)
), top AS (
  SELECT DISTINCT r.city4, r.grp, r.period_no, g.month_day, r.region_place, r.amt
  FROM region AS r
  JOIN goods AS g ON g.city4 = r.city4 AND g.grp = r.grp AND g.period_no = r.period_no
  WHERE r.region_place <= param('top', g.last_date, g.admdvs) AND r.amt >= param('min_delta', g.last_date, g.admdvs)
), wanted AS (
  SELECT city4, grp, period_no, month_day FROM top
  UNION
  SELECT city4, grp, period_no, month_day FROM growth
), code AS (
  SELECT DISTINCT k.item, k.kreg, w.city4, w.grp, w.period_no, w.month_day
  FROM (
    SELECT d.item, d.kreg, COALESCE(m.ingredient, LEFT(d.item, 15)) AS grp
    FROM item_dim AS d
    LEFT JOIN drug_dim AS m ON m.item = d.item AND m.kreg = d.kreg
  ) AS k
  JOIN wanted AS w ON w.grp = k.grp
), ordered AS (
  SELECT
    c.city4, c.grp, c.period_no, f.fixmedins_code, f.bilg_dr AS doctor, SUM(f.amt) AS amt, COUNT(*) AS n_line
  FROM fee_net AS f
  JOIN code AS c
    ON c.item = f.item AND c.kreg = f.kreg AND c.city4 = LEFT(f.admdvs, 4)
    AND c.month_day = month_start(f.svc_date)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.kind IN ('drug', 'cons') AND f.scene IN ('IP', 'OP', 'PH')
    AND f.bilg_dr IS NOT NULL
  GROUP BY c.city4, c.grp, c.period_no, f.fixmedins_code, f.bilg_dr
), doctor AS (
  SELECT
    city4, grp, period_no, doctor, SUM(amt) AS amt, COUNT(*) OVER (PARTITION BY city4, grp, period_no) AS doctors,
    ROW_NUMBER() OVER (PARTITION BY city4, grp, period_no ORDER BY SUM(amt) DESC, doctor) AS nth
  FROM ordered
  GROUP BY city4, grp, period_no, doctor
), five AS (
  SELECT city4, grp, period_no, SUM(amt) AS amt, MAX(doctors) AS doctors FROM doctor WHERE nth <= 5 GROUP BY city4, grp, period_no
), own_doctor AS (
  SELECT
    o.*, ROW_NUMBER() OVER (PARTITION BY o.fixmedins_code, o.grp, o.period_no ORDER BY o.amt DESC, o.doctor) AS nth
  FROM ordered AS o
), found AS (
  SELECT
    g.fixmedins_code, g.grp, g.period_no, 'growth' AS branch, g.year_before, ratio(g.three_before, 3) AS mean_before,
    g.region_growth, CAST(NULL AS DOUBLE) AS five_pct, CAST(NULL AS BIGINT) AS region_place, '比上年同月和前 3 个月平均都成倍增长' AS reason
  FROM growth AS g
  UNION ALL
  SELECT DISTINCT
    o.fixmedins_code, o.grp, o.period_no, 'concentration' AS branch, CAST(NULL AS DECIMAL(16,2)) AS year_before,
    CAST(NULL AS DOUBLE) AS mean_before, CAST(NULL AS DOUBLE) AS region_growth, ratio(v.amt * 100, t.amt) AS five_pct,
    t.region_place, '全市金额居前且集中于 5 名医师' AS reason
  FROM top AS t
  JOIN five AS v ON v.city4 = t.city4 AND v.grp = t.grp AND v.period_no = t.period_no
  JOIN doctor AS d ON d.city4 = t.city4 AND d.grp = t.grp AND d.period_no = t.period_no AND d.nth <= 5
  JOIN ordered AS o ON o.city4 = t.city4 AND o.grp = t.grp AND o.period_no = t.period_no AND o.doctor = d.doctor
  JOIN goods AS g ON g.fixmedins_code = o.fixmedins_code AND g.grp = o.grp AND g.period_no = o.period_no
  WHERE v.amt * 100 >= t.amt * param('doctors_pct', g.last_date, g.admdvs)
    AND v.doctors >= param('min_doctors', g.last_date, g.admdvs)
)
SELECT
  g.fixmedins_code, g.grp, g.period, g.last_date AS occurred_on, x.branch, g.n_line AS checkout_cnt, g.item_name, g.watched, g.amt,
  x.reason, x.year_before, x.mean_before, x.region_growth, x.five_pct, x.region_place, d.doctor AS top_doctor,
  ratio(d.amt * 100, g.amt) AS top_doctor_pct
FROM found AS x
JOIN goods AS g ON g.fixmedins_code = x.fixmedins_code AND g.grp = x.grp AND g.period_no = x.period_no
LEFT JOIN own_doctor AS d ON d.fixmedins_code = g.fixmedins_code AND d.grp = g.grp AND d.period_no = g.period_no AND d.nth = 1
