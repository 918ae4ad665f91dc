/*---
code: RXD-005
version: 3
title: 重复开药
status: active
national_code: GZ10000301006000
behaviour: duplicate_drug
severity: 2
subject: fee
amount: share
scenes: [IP, OP, PH, NET]
stages: [1, 2, 3]
law: [735-38-2]
params:
  min_overlap: {type: integer, default: 3, unit: 日, source: 无官方数值，可按统筹区配置；门诊、购药供药期重叠达到此日数}
  min_dates: {type: integer, default: 2, unit: 日, source: 无官方数值，可按统筹区配置；住院同日并用达到此日数}
  switch_days: {type: integer, default: 30, unit: 日, source: 无官方数值，可按统筹区配置；前一种药在此期间不再开具的视为换药}
  short_takehome: {type: integer, default: 3, unit: 日, source: 无官方数值，可按统筹区配置；不超过此日数的出院带药不计}
message: "{svc_date} {item_name} 与 {first_date} 的 {first_name} 同属{dup_group}，重叠 {overlap_days} 日，重叠部分 {checkout_amt} 元。"
verify: 核对两次处方的开具科室与医师，询问实际用法；住院核对医嘱的起止时间和停药医嘱。
defence: 换药、滴定剂量；病情需要按需使用；家属代购。
known_gaps: 没有登记天数也没有规格资料的门诊用药不作判断；医嘱的按需使用不在结算数据中。
evidence: [dup_group, route, first_name, first_date, overlap_days, supply_days]
cases:
  - name: 同日开阿托伐他汀和瑞舒伐他汀各 30 日
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: XC10AAA001A001010100001, medins_list_name: 阿托伐他汀, cnt: 30, pric: 2, prd_days: 30, rx_drord_no: R1}
        - {bkkp_sn: B, med_list_codg: XC10AAB002A001010100001, medins_list_name: 瑞舒伐他汀, cnt: 30, pric: 3, prd_days: 30, rx_drord_no: R2}
    finds:
      - {checkout_amt: 90.00, checkout_cnt: 30, fund_amt: 72.00, sev_deg: 2, occurred_on: "2026-03-02", behaviour: duplicate_drug, national_code: GZ10000301006000, bkkp_sns: [B], related_ids: [E], evidence: {overlap_days: 30, dup_group: 他汀类}}
  - name: 第 29 日开始另一种，重叠 2 日
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XC10AAA001A001010100001, cnt: 30, pric: 2, prd_days: 30, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: XC10AAB002A001010100001, cnt: 30, pric: 3, prd_days: 30, fee_ocur_time: "2026-03-29 09:00:00"}
    finds: []
  - name: 第 28 日又开同一种，重叠 3 日，按重叠日数计
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XC10AAA001A001010100001, cnt: 30, pric: 2, prd_days: 30, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: XC10AAA001A001010100001, cnt: 30, pric: 2, prd_days: 30, fee_ocur_time: "2026-03-28 09:00:00"}
    finds:
      - {checkout_amt: 6.00, sev_deg: 2, bkkp_sns: [B], related_ids: [E1], evidence: {overlap_days: 3, supply_days: 30}}
  - name: 两周后换药，前一种 30 日内不再开，降为轻度可疑
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XC10AAA001A001010100001, cnt: 30, pric: 2, prd_days: 30, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: XC10AAB002A001010100001, cnt: 30, pric: 3, prd_days: 30, fee_ocur_time: "2026-03-15 09:00:00"}
    finds:
      - {checkout_amt: 48.00, sev_deg: 3, evidence: {soft: [switch], overlap_days: 16}}
  - name: 两周后加一种，前一种以后又开
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XC10AAA001A001010100001, cnt: 30, pric: 2, prd_days: 30, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: XC10AAB002A001010100001, cnt: 30, pric: 3, prd_days: 30, fee_ocur_time: "2026-03-15 09:00:00"}
        - {mdtrt_id: E3, med_list_codg: XC10AAA001A001010100001, cnt: 30, pric: 2, prd_days: 30, fee_ocur_time: "2026-04-14 09:00:00"}
    finds:
      - {checkout_amt: 48.00, sev_deg: 2, occurred_on: "2026-03-15"}
  - name: 同一处方开两种规格的同一种药，用于滴定
    given:
      fee_list_d:
        - {med_list_codg: XC10AAA001A001010100001, cnt: 30, pric: 2, prd_days: 30, rx_drord_no: R1}
        - {med_list_codg: XC10AAA001A001020100002, cnt: 30, pric: 3, prd_days: 30, rx_drord_no: R1}
    finds: []
  - name: 口服和注射是不同途径
    given:
      fee_list_d:
        - {med_list_codg: XA02BCA001A001010100001, cnt: 14, pric: 2, prd_days: 14, rx_drord_no: R1}
        - {med_list_codg: XA02BCB002B001010100001, cnt: 14, pric: 3, prd_days: 14, rx_drord_no: R2}
    finds: []
  - name: 胰岛素长短效合用有依据
    given:
      fee_list_d:
        - {med_list_codg: XA10ABA001B001010100001, cnt: 1, pric: 50, prd_days: 30, rx_drord_no: R1}
        - {med_list_codg: XA10AEB002B001010100001, cnt: 1, pric: 60, prd_days: 30, rx_drord_no: R2}
    finds: []
  - name: 药店凭电子凭证购药，可能代购，降为轻度可疑
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, cnt: 30, pric: 2, prd_days: 30}
        - {mdtrt_id: E2, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, cnt: 30, pric: 2, prd_days: 30}
      setl_d: [{mdtrt_id: E1, mdtrt_cert_type: "01"}, {mdtrt_id: E2, mdtrt_cert_type: "01"}]
    finds:
      - {checkout_amt: 60.00, sev_deg: 3, evidence: {soft: [proxy]}}
  - name: 出院带药 3 日与门诊药重叠
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XC10AAA001A001010100001, cnt: 30, pric: 2, prd_days: 30, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XC10AAB002A001010100001, cnt: 3, pric: 3, prd_days: 3, dscg_tkdrug_flag: "1", fee_ocur_time: "2026-03-05 09:00:00"}
    finds: []
  - name: 没有登记天数，不作判断
    given:
      fee_list_d:
        - {med_list_codg: XC10AAA001A001010100001, cnt: 30, pric: 2, rx_drord_no: R1}
        - {med_list_codg: XC10AAB002A001010100001, cnt: 30, pric: 3, rx_drord_no: R2}
    finds: []
  - name: 其中一种已退费
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: XC10AAA001A001010100001, cnt: 30, pric: 2, prd_days: 30, rx_drord_no: R1}
        - {bkkp_sn: B, med_list_codg: XC10AAB002A001010100001, cnt: 30, pric: 3, prd_days: 30, rx_drord_no: R2}
        - {bkkp_sn: C, med_list_codg: XC10AAB002A001010100001, cnt: -30, pric: 3, init_feedetl_sn: B}
    finds: []
  - name: 住院两种头孢菌素同日并用三日
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-10 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XJ01DDA001B001010100001, medins_list_name: 头孢曲松, cnt: 1, pric: 20, fee_ocur_time: "2026-03-01 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: XJ01DDA001B001010100001, medins_list_name: 头孢曲松, cnt: 1, pric: 20, fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: XJ01DDA001B001010100001, medins_list_name: 头孢曲松, cnt: 1, pric: 20, fee_ocur_time: "2026-03-03 10:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B2, med_list_codg: XJ01DCB002B001010100001, medins_list_name: 头孢呋辛, cnt: 1, pric: 30, fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B3, med_list_codg: XJ01DCB002B001010100001, medins_list_name: 头孢呋辛, cnt: 1, pric: 30, fee_ocur_time: "2026-03-03 10:00:00"}
    finds:
      - {checkout_amt: 30.00, sev_deg: 2, occurred_on: "2026-03-02", bkkp_sns: [B2], evidence: {overlap_days: 2, first_name: 头孢曲松}}
      - {checkout_amt: 30.00, sev_deg: 2, occurred_on: "2026-03-03", bkkp_sns: [B3]}
  - name: 住院换药当日重叠一日
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-10 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XJ01DDA001B001010100001, cnt: 1, pric: 20, fee_ocur_time: "2026-03-01 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: XJ01DDA001B001010100001, cnt: 1, pric: 20, fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: XJ01DCB002B001010100001, cnt: 1, pric: 30, fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: XJ01DCB002B001010100001, cnt: 1, pric: 30, fee_ocur_time: "2026-03-03 10:00:00"}
    finds: []
---*/
WITH drug AS (
  -- Numbers for what is compared: groups, joins and windows go by a number in a third of the time that texts take.
  SELECT
    item, kreg, dup_group, COALESCE(route, '') AS route, ingredient, unit_strength, ddd,
    DENSE_RANK() OVER (ORDER BY dup_group, COALESCE(route, '')) AS group_no,
    DENSE_RANK() OVER (ORDER BY dup_group, COALESCE(route, ''), ingredient) AS drug_no,
    DENSE_RANK() OVER (ORDER BY dup_group, ingredient) AS agent_no
  FROM drug_dim
  WHERE dup_group IS NOT NULL AND NOT allow_combo AND NOT carrier
), named AS (
  SELECT DISTINCT drug_no, group_no, agent_no, dup_group, route FROM drug
), line AS (
  -- Every line of these drugs: only what the tests need. What a finding shows is looked up at the end.
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.psn_no, f.svc_date, f.item_name, f.admdvs, f.is_ip AND NOT f.takehome AS in_ward, f.takehome,
    d.drug_no, COALESCE(optional(f.rx_no), optional(f.bilg_dr), '') AS rx_key,
    CASE WHEN f.prd_days > 0 THEN f.prd_days END AS own_days,
    CASE WHEN d.unit_strength > 0 THEN CAST(ratio(product(f.cnt, d.unit_strength), d.ddd) AS DECIMAL(16,4)) END AS dose_days
  FROM fee_net AS f
  JOIN drug AS d ON d.item = f.item AND d.kreg = f.kreg
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.kind = 'drug'
), filled AS (
  SELECT
    psn_no, mdtrt_id, rx_key, svc_date, drug_no, MIN(item_name) AS item_name,
    bool_or(takehome) AS takehome, ceil_int(COALESCE(MAX(own_days), SUM(dose_days))) AS days,
    MAX(param('short_takehome', svc_date, admdvs)) AS short_takehome,
    MAX(param('min_overlap', svc_date, admdvs)) AS min_overlap, MAX(param('switch_days', svc_date, admdvs)) AS switch_days
  FROM line
  WHERE NOT in_ward
  GROUP BY psn_no, mdtrt_id, rx_key, svc_date, drug_no
), lasting AS (
  SELECT f.*, n.group_no, n.agent_no, add_days(f.svc_date, f.days - 1) AS end_date
  FROM filled AS f
  JOIN named AS n ON n.drug_no = f.drug_no
  WHERE f.days > 0 AND NOT (f.takehome AND f.days <= f.short_takehome)
), course AS (
  -- More than one supply of a group.
  SELECT psn_no, group_no, ROW_NUMBER() OVER (ORDER BY psn_no, group_no) AS course_no
  FROM lasting
  GROUP BY psn_no, group_no
  HAVING COUNT(*) > 1
), supplied AS (
  SELECT
    c.course_no, l.*,
    ROW_NUMBER() OVER (PARTITION BY c.course_no ORDER BY l.svc_date, l.mdtrt_id, l.rx_key, l.drug_no) AS nth,
    MAX(l.end_date) OVER (
      PARTITION BY c.course_no ORDER BY l.svc_date, l.mdtrt_id, l.rx_key, l.drug_no
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS covered_to
  FROM lasting AS l
  JOIN course AS c ON c.psn_no = l.psn_no AND c.group_no = l.group_no
), lengthened AS (
  -- Each supply that lasts longer than all before it has an end of its own. The one that overlaps a later supply most
  -- (the earliest, of equals) is among them: the first that lasts to its end, else the last before it.
  SELECT
    s.*, COALESCE(s.end_date > s.covered_to, TRUE) AS is_longest,
    MIN(CASE WHEN COALESCE(s.end_date > s.covered_to, TRUE) THEN s.end_date END) OVER (
      PARTITION BY s.course_no ORDER BY day_number(s.end_date) DESC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS first_end
  FROM supplied AS s
), pair AS (
  SELECT
    b.psn_no, b.mdtrt_id, b.rx_key, b.svc_date, b.drug_no, b.days, b.switch_days,
    a.drug_no AS first_drug, a.agent_no AS first_agent, a.item_name AS first_name, a.mdtrt_id AS first_mdtrt_id,
    a.svc_date AS first_date, days_between(b.svc_date, LEAST(a.end_date, b.end_date)) + 1 AS overlap_days
  FROM lengthened AS b
  JOIN lengthened AS a
    ON a.course_no = b.course_no AND a.is_longest
    AND a.end_date = CASE WHEN b.covered_to >= b.end_date THEN b.first_end ELSE b.covered_to END
  WHERE days_between(b.svc_date, LEAST(b.covered_to, b.end_date)) + 1 >= b.min_overlap
), resumed AS (
  SELECT DISTINCT p.psn_no, p.mdtrt_id, p.rx_key, p.svc_date, p.drug_no
  FROM pair AS p
  JOIN lasting AS r
    ON r.psn_no = p.psn_no AND r.agent_no = p.first_agent
    AND days_between(p.svc_date, r.svc_date) BETWEEN 1 AND p.switch_days
), ward_day AS (
  SELECT
    l.mdtrt_id, n.group_no, l.drug_no, l.svc_date, MIN(l.item_name) AS item_name,
    MAX(param('min_dates', l.svc_date, l.admdvs)) AS min_dates,
    MIN(l.svc_date) OVER (PARTITION BY l.mdtrt_id, l.drug_no) AS begun_on
  FROM line AS l
  JOIN named AS n ON n.drug_no = l.drug_no
  WHERE l.in_ward
  GROUP BY l.mdtrt_id, n.group_no, l.drug_no, l.svc_date
), both_day AS (
  SELECT
    b.mdtrt_id, b.drug_no, b.svc_date, a.drug_no AS first_drug, a.item_name AS first_name, a.begun_on AS first_date,
    b.min_dates, COUNT(*) OVER (PARTITION BY b.mdtrt_id, b.drug_no, a.drug_no) AS dates
  FROM ward_day AS b
  JOIN ward_day AS a
    ON a.mdtrt_id = b.mdtrt_id AND a.group_no = b.group_no AND a.svc_date = b.svc_date
    AND (a.begun_on < b.begun_on OR (a.begun_on = b.begun_on AND a.drug_no < b.drug_no))
), both_once AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY mdtrt_id, drug_no, svc_date ORDER BY dates DESC, first_drug) AS choice
  FROM both_day
  WHERE dates >= min_dates
), hit AS (
  SELECT
    l.bkkp_sn, l.drug_no, p.first_name, p.first_date, p.first_mdtrt_id AS related_id, p.overlap_days, p.days AS supply_days,
    p.first_drug <> p.drug_no AND p.first_date < p.svc_date AND r.psn_no IS NULL AS switched
  FROM line AS l
  JOIN pair AS p
    ON p.psn_no = l.psn_no AND p.mdtrt_id = l.mdtrt_id AND p.rx_key = l.rx_key AND p.svc_date = l.svc_date
    AND p.drug_no = l.drug_no
  LEFT JOIN resumed AS r
    ON r.psn_no = p.psn_no AND r.mdtrt_id = p.mdtrt_id AND r.rx_key = p.rx_key AND r.svc_date = p.svc_date
    AND r.drug_no = p.drug_no
  WHERE NOT l.in_ward
  UNION ALL
  SELECT
    l.bkkp_sn, l.drug_no, b.first_name, b.first_date, CAST(NULL AS VARCHAR) AS related_id, b.dates AS overlap_days,
    CAST(NULL AS BIGINT) AS supply_days, FALSE AS switched
  FROM line AS l
  JOIN both_once AS b
    ON b.mdtrt_id = l.mdtrt_id AND b.drug_no = l.drug_no AND b.svc_date = l.svc_date AND b.choice = 1
  WHERE l.in_ward
)
SELECT
  f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross,
  f.amt, n.dup_group, n.route, h.first_name, h.first_date, h.related_id, h.overlap_days, h.supply_days,
  CASE WHEN h.supply_days IS NULL THEN f.amt ELSE prorate(f.amt, h.overlap_days, h.supply_days) END AS hit_amt,
  CASE
    WHEN h.switched THEN 'switch'
    WHEN h.supply_days IS NOT NULL AND f.scene IN ('PH', 'NET') AND optional(f.cert) = '01' THEN 'proxy'
  END AS soft
FROM hit AS h
JOIN fee_net AS f ON f.bkkp_sn = h.bkkp_sn
JOIN named AS n ON n.drug_no = h.drug_no
