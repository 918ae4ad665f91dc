/*---
code: RXD-015
version: 3
title: 分解处方
status: active
behaviour: split_prescription
severity: 2
subject: fee
grain: [psn_no, fixmedins_code, ingredient, svc_date]
amount: share
scenes: [OP, NET]
stages: [1, 2, 3]
law: [735-38-2]
params:
  rx_count: {type: integer, default: 3, unit: 张, source: 无官方数值，可按统筹区配置；同一医师一日处方数}
  setl_count: {type: integer, default: 2, unit: 次, source: 无官方数值，可按统筹区配置；上述处方分开结算的次数}
  span_days: {type: integer, default: 3, unit: 日, source: 无官方数值，可按统筹区配置；两张处方相隔不超过此日数}
message: "{svc_date} {item_name} 分 {rx_no_count} 张处方开具（{split_text}），涉及 {checkout_amt} 元。"
verify: 查明为何分开开具、分开结算；对照单次结算限额、最大开药天数。
defence: 麻醉、精神药品须专用处方；不同病种分别开具。
known_gaps: 没有登记天数的不查开药天数；各处方的先后按费用发生时间。
evidence: [rx_no_count, setl_no_count, given_days, max_days, visit_cap, kp_ref]
cases:
  - name: 同一医师 9:02、9:05、9:09 开三张处方，每张 95 元，分三次结算
    given:
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dr_code: DR, fee_ocur_time: "2026-03-02 09:02:00"}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dr_code: DR, fee_ocur_time: "2026-03-02 09:05:00"}
        - {mdtrt_id: E3, bkkp_sn: C, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dr_code: DR, fee_ocur_time: "2026-03-02 09:09:00"}
    knowledge:
      quota: [{insutype: "310", scene: OP, visit_cap: 100}]
    finds:
      - {checkout_amt: 190.00, checkout_cnt: 2, fund_amt: 152.00, sev_deg: 2, occurred_on: "2026-03-02", behaviour: split_prescription, bkkp_sns: [B, C], evidence: {branch: [a], rx_no_count: 3, setl_no_count: 3, visit_cap: 100}}
  - name: 没有单次限额，分开没有好处，降为轻度可疑
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dr_code: DR, fee_ocur_time: "2026-03-02 09:02:00"}
        - {mdtrt_id: E2, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dr_code: DR, fee_ocur_time: "2026-03-02 09:05:00"}
        - {mdtrt_id: E3, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dr_code: DR, fee_ocur_time: "2026-03-02 09:09:00"}
    finds:
      - {checkout_amt: 190.00, sev_deg: 3, evidence: {soft: [no_quota]}}
  - name: 第三张已退费，只剩两张
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dr_code: DR, fee_ocur_time: "2026-03-02 09:02:00"}
        - {mdtrt_id: E2, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dr_code: DR, fee_ocur_time: "2026-03-02 09:05:00"}
        - {mdtrt_id: E3, bkkp_sn: C, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dr_code: DR, fee_ocur_time: "2026-03-02 09:09:00"}
        - {mdtrt_id: E3, bkkp_sn: X, med_list_codg: XC10AAA001A001010100001, cnt: -1, pric: 95, init_feedetl_sn: C, fee_ocur_time: "2026-03-02 10:09:00"}
    finds: []
  - name: 三位医师各开一张
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dr_code: DR1, fee_ocur_time: "2026-03-02 09:02:00"}
        - {mdtrt_id: E2, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dr_code: DR2, fee_ocur_time: "2026-03-02 09:05:00"}
        - {mdtrt_id: E3, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dr_code: DR3, fee_ocur_time: "2026-03-02 09:09:00"}
    finds: []
  - name: 没有医师代码，按同一科室
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dept_codg: A03, fee_ocur_time: "2026-03-02 09:02:00"}
        - {mdtrt_id: E2, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dept_codg: A03, fee_ocur_time: "2026-03-02 09:05:00"}
        - {mdtrt_id: E3, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dept_codg: A03, fee_ocur_time: "2026-03-02 09:09:00"}
    finds:
      - {checkout_amt: 190.00, sev_deg: 3}
  - name: 医师、科室代码都没有，不作判断
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, fee_ocur_time: "2026-03-02 09:02:00"}
        - {mdtrt_id: E2, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, fee_ocur_time: "2026-03-02 09:05:00"}
        - {mdtrt_id: E3, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, fee_ocur_time: "2026-03-02 09:09:00"}
    finds: []
  - name: 三张处方一次结算
    given:
      fee_list_d:
        - {mdtrt_id: E, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dr_code: DR, rx_drord_no: R1}
        - {mdtrt_id: E, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dr_code: DR, rx_drord_no: R2}
        - {mdtrt_id: E, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dr_code: DR, rx_drord_no: R3}
    finds: []
  - name: 西药与饮片、慢特病与普通门诊依规定分开
    given:
      mdtrt_d: [{mdtrt_id: E1}, {mdtrt_id: E2}, {mdtrt_id: E3, med_type: "140104"}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dr_code: DR, prd_days: 7}
        - {mdtrt_id: E2, med_list_codg: T000100057, cnt: 70, pric: 1, bilg_dr_code: DR, prd_days: 7}
        - {mdtrt_id: E3, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 95, bilg_dr_code: DR, prd_days: 30}
    finds: []
  - name: 次日又开 7 日，两张各在 7 日上限之内
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XC10AAA001A001010100001, cnt: 7, pric: 10, prd_days: 7, bilg_dr_code: DR, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: XC10AAA001A001010100001, cnt: 7, pric: 10, prd_days: 7, bilg_dr_code: DR2, fee_ocur_time: "2026-03-03 09:00:00"}
    finds:
      - {checkout_amt: 60.00, sev_deg: 2, bkkp_sns: [B], related_ids: [E1], evidence: {branch: [b], given_days: 13, max_days: 7}}
  - name: 急诊开 3 日，用完后第三日再开 3 日
    given:
      mdtrt_d: [{mdtrt_id: E1, med_type: "13"}, {mdtrt_id: E2, med_type: "13"}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XJ01DDA001A001010100001, cnt: 3, pric: 10, prd_days: 3, bilg_dr_code: DR, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: XJ01DDA001A001010100001, cnt: 3, pric: 10, prd_days: 3, bilg_dr_code: DR, fee_ocur_time: "2026-03-05 09:00:00"}
    finds: []
  - name: 相隔四日再开
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XC10AAA001A001010100001, cnt: 7, pric: 10, prd_days: 7, bilg_dr_code: DR, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: XC10AAA001A001010100001, cnt: 7, pric: 10, prd_days: 7, bilg_dr_code: DR, fee_ocur_time: "2026-03-06 09:00:00"}
    finds: []
  - name: 另一科室为另一主要诊断开药
    given:
      mdtrt_d: [{mdtrt_id: E1, dscg_maindiag_code: I10.x00}, {mdtrt_id: E2, dscg_maindiag_code: J18.900}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XC10AAA001A001010100001, cnt: 7, pric: 10, prd_days: 7, bilg_dept_codg: A03, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: XC10AAA001A001010100001, cnt: 7, pric: 10, prd_days: 7, bilg_dept_codg: A04, fee_ocur_time: "2026-03-03 09:00:00"}
    finds: []
---*/
WITH regular AS (
  -- More than one prescription at one place, with a number: the window sorts faster by it than by the texts.
  SELECT r.psn_no, r.fixmedins_code, i.admdvs, ROW_NUMBER() OVER (ORDER BY r.psn_no, r.fixmedins_code) AS regular_no
  FROM rx AS r
  JOIN inst AS i ON i.fixmedins_code = r.fixmedins_code
  WHERE r.scene IN ('OP', 'NET')
  GROUP BY r.psn_no, r.fixmedins_code, i.admdvs
  HAVING COUNT(*) > 1
), neighbour AS (
  SELECT
    r.mdtrt_id, r.svc_date, p.admdvs,
    LAG(r.svc_date) OVER (PARTITION BY p.regular_no ORDER BY r.svc_date, r.mdtrt_id, optional(r.rx_key)) AS prev_date,
    LEAD(r.svc_date) OVER (PARTITION BY p.regular_no ORDER BY r.svc_date, r.mdtrt_id, optional(r.rx_key)) AS next_date
  FROM rx AS r
  JOIN regular AS p ON p.psn_no = r.psn_no AND p.fixmedins_code = r.fixmedins_code
  WHERE r.scene IN ('OP', 'NET')
), candidate AS (
  -- Only a prescription with another close by can be part of a split.
  SELECT DISTINCT mdtrt_id
  FROM neighbour
  WHERE days_between(prev_date, svc_date) <= param('span_days', svc_date, admdvs)
    OR days_between(svc_date, next_date) <= param('span_days', svc_date, admdvs)
), line AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.svc_date, f.fee_ocur_time, f.item, f.item_name,
    f.cnt, f.pric, f.gross, f.amt, f.admdvs, f.insu_admdvs, f.insutype, f.scene, d.ingredient,
    COALESCE(f.bilg_dr, f.dept) AS doctor, optional(f.dept) AS dept, LEFT(optional(f.main_diag), 3) AS diag3,
    f.mdtrt_id || '|' || COALESCE(optional(f.rx_no), f.bilg_dr, '') AS rx,
    COALESCE(f.list_type IN ('102', '106'), FALSE) OR starts_with(f.item, 'T') AS is_tcm,
    starts_with(f.med_type, '14') AS is_chronic,
    CASE WHEN optional(f.prd_days) > 0 THEN optional(f.prd_days) END AS own_days,
    CASE WHEN d.unit_strength > 0 THEN CAST(ratio(product(f.cnt, d.unit_strength), d.ddd) AS DECIMAL(16,4)) END AS dose_days,
    CASE COALESCE(i.per, g.per) WHEN 'rx' THEN CASE WHEN i.per IS NULL THEN g.max_days ELSE i.max_days END END AS max_days,
    CASE WHEN i.per IS NULL THEN g.kp_ref ELSE i.kp_ref END AS days_ref
  FROM fee_net AS f
  JOIN candidate AS c ON c.mdtrt_id = f.mdtrt_id
  JOIN drug_dim AS d ON d.item = f.item AND d.kreg = f.kreg
  LEFT JOIN rx_cap AS g
    ON g.kreg = f.kreg AND g.place = f.scene AND g.med_type = f.med_type
    AND g.dise_no = COALESCE(optional(f.dise_no), '') AND g.item = '' AND f.svc_date >= g.since AND f.svc_date < g.until
  LEFT JOIN rx_cap AS i
    ON i.kreg = f.kreg AND i.place = f.scene AND i.med_type = f.med_type
    AND i.dise_no = COALESCE(optional(f.dise_no), '') AND i.item = f.item AND f.svc_date >= i.since AND f.svc_date < i.until
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.kind = 'drug' AND f.scene IN ('OP', 'NET') AND NOT d.carrier
), written AS (
  SELECT psn_no, fixmedins_code, doctor, svc_date, is_tcm, is_chronic,
    COUNT(DISTINCT rx) AS rx_no_count, COUNT(DISTINCT setl_id) AS setl_no_count
  FROM line
  WHERE doctor IS NOT NULL
  GROUP BY psn_no, fixmedins_code, doctor, svc_date, is_tcm, is_chronic
), ordered AS (
  SELECT
    psn_no, fixmedins_code, doctor, svc_date, is_tcm, is_chronic, ingredient, rx,
    ROW_NUMBER() OVER (
      PARTITION BY psn_no, fixmedins_code, doctor, svc_date, is_tcm, is_chronic, ingredient
      ORDER BY MIN(fee_ocur_time), rx
    ) AS nth
  FROM line
  WHERE doctor IS NOT NULL
  GROUP BY psn_no, fixmedins_code, doctor, svc_date, is_tcm, is_chronic, ingredient, rx
), filled AS (
  SELECT
    psn_no, fixmedins_code, is_tcm, is_chronic, ingredient, rx, mdtrt_id, svc_date, MIN(fee_ocur_time) AS filled_at,
    MIN(dept) AS dept, MIN(diag3) AS diag3, MAX(max_days) AS max_days,
    ceil_int(COALESCE(MAX(own_days), SUM(dose_days))) AS days,
    MAX(param('span_days', svc_date, admdvs)) AS span_days
  FROM line
  GROUP BY psn_no, fixmedins_code, is_tcm, is_chronic, ingredient, rx, mdtrt_id, svc_date
), summed AS (
  -- What the person holds after each prescription: days used up since the first of them do not count.
  SELECT
    b.psn_no, b.fixmedins_code, b.is_tcm, b.is_chronic, b.ingredient, b.rx, b.svc_date, b.days, b.max_days,
    b.days + SUM(a.days) - days_between(MIN(a.svc_date), b.svc_date) AS given_days,
    COUNT(*) + 1 AS rx_no_count,
    joined(CASE WHEN a.mdtrt_id <> b.mdtrt_id THEN a.mdtrt_id END) AS related_id
  FROM filled AS b
  JOIN filled AS a
    ON a.psn_no = b.psn_no AND a.fixmedins_code = b.fixmedins_code AND a.is_tcm = b.is_tcm
    AND a.is_chronic = b.is_chronic AND a.ingredient = b.ingredient
    AND (a.filled_at < b.filled_at OR (a.filled_at = b.filled_at AND a.rx < b.rx))
  WHERE days_between(a.svc_date, b.svc_date) BETWEEN 0 AND b.span_days
    AND a.days <= a.max_days AND b.days <= b.max_days
    AND NOT COALESCE(a.dept <> b.dept AND a.diag3 <> b.diag3, FALSE)
  GROUP BY b.psn_no, b.fixmedins_code, b.is_tcm, b.is_chronic, b.ingredient, b.rx, b.svc_date, b.days, b.max_days
), hit AS (
  SELECT
    l.*, 'a' AS branch, w.rx_no_count, w.setl_no_count, CAST(NULL AS BIGINT) AS given_days,
    '同一医师同日，分 ' || CAST(w.setl_no_count AS VARCHAR) || ' 次结算' AS split_text,
    CAST(NULL AS VARCHAR) AS related_id, l.amt AS hit_amt
  FROM line AS l
  JOIN written AS w
    ON w.psn_no = l.psn_no AND w.fixmedins_code = l.fixmedins_code AND w.doctor = l.doctor AND w.svc_date = l.svc_date
    AND w.is_tcm = l.is_tcm AND w.is_chronic = l.is_chronic
  JOIN ordered AS o
    ON o.psn_no = l.psn_no AND o.fixmedins_code = l.fixmedins_code AND o.doctor = l.doctor AND o.svc_date = l.svc_date
    AND o.is_tcm = l.is_tcm AND o.is_chronic = l.is_chronic AND o.ingredient = l.ingredient AND o.rx = l.rx
  WHERE o.nth >= 2
    AND w.rx_no_count >= param('rx_count', l.svc_date, l.admdvs)
    AND w.setl_no_count >= param('setl_count', l.svc_date, l.admdvs)
  UNION ALL
  SELECT
    l.*, 'b' AS branch, s.rx_no_count, CAST(NULL AS BIGINT) AS setl_no_count, s.given_days,
    '合计 ' || CAST(s.given_days AS VARCHAR) || ' 日，上限 ' || CAST(s.max_days AS VARCHAR) || ' 日' AS split_text,
    s.related_id, prorate(l.amt, LEAST(s.days, s.given_days - s.max_days), s.days) AS hit_amt
  FROM line AS l
  JOIN summed AS s
    ON s.psn_no = l.psn_no AND s.fixmedins_code = l.fixmedins_code AND s.is_tcm = l.is_tcm
    AND s.is_chronic = l.is_chronic AND s.ingredient = l.ingredient AND s.rx = l.rx AND s.svc_date = l.svc_date
  WHERE s.given_days > s.max_days
), whole AS (
  -- One finding may rest on several prescriptions: it tells the largest figures.
  SELECT
    bkkp_sn, mdtrt_id, setl_id, psn_no, fixmedins_code, svc_date, item, item_name, cnt, pric, gross, amt, insu_admdvs,
    insutype, scene, ingredient, max_days, days_ref, branch, setl_no_count, split_text, related_id, hit_amt,
    MAX(rx_no_count) OVER (PARTITION BY psn_no, fixmedins_code, ingredient, svc_date) AS rx_no_count,
    MAX(given_days) OVER (PARTITION BY psn_no, fixmedins_code, ingredient, svc_date) AS given_days
  FROM hit
)
SELECT
  h.*, q.visit_cap, CASE WHEN h.branch = 'a' THEN q.kp_ref ELSE h.days_ref END AS kp_ref,
  CASE WHEN h.branch = 'a' AND q.scene IS NULL THEN 'no_quota' END AS soft
FROM whole AS h
LEFT JOIN region_class AS r ON r.admdvs = h.insu_admdvs
LEFT JOIN quota AS q
  ON q.kreg = COALESCE(r.kreg, 0) AND q.insutype = h.insutype AND q.scene = h.scene
  AND h.svc_date >= q.k_from AND h.svc_date < q.k_to
