/*---
code: IDN-006
version: 2
title: 一生一次手术重复
status: active
behaviour: impersonation
severity: 2
subject: person
grain: [psn_no, organ]
amount: share
scenes: [IP]
stages: [3]
law: [735-40-1, 735-41-1]
message: "{psn_no} 的{organ}手术已在 {first_on} 做过，{occurred_on} 又记一次（共 {times} 次住院，至多 {max_n} 次），手术和麻醉费用 {checkout_amt} 元。"
verify: 查看手术切口疤痕、病理报告和影像，核对两次住院的身份核验。
defence: 手术编码填错；分期手术；前一次为诊断而未切除。
known_gaps: 编码填错、分期手术需现场排除；只有费用、没有手术编码的住院按收费项目判断。
evidence: [organ, first_on, first_place, times, max_n, seen_by, kp_ref]
cases:
  - name: 2023 年和 2025 年两次胆囊切除
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2200", oprn_oprt_begntime: "2023-05-04 09:00:00"}
        - {mdtrt_id: I2, oprn_oprt_code: "51.2300", oprn_oprt_begntime: "2025-06-04 09:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, fixmedins_code: H1, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 1200, fee_ocur_time: "2023-05-04 10:00:00"}
        - {mdtrt_id: I2, fixmedins_code: H2, bkkp_sn: A, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 1200, fee_ocur_time: "2025-06-04 10:00:00"}
        - {mdtrt_id: I2, fixmedins_code: H2, bkkp_sn: B, med_list_codg: "003301000050000", med_chrgitm_type: "05", pric: 300, fee_ocur_time: "2025-06-04 10:00:00"}
        - {mdtrt_id: I2, fixmedins_code: H2, pric: 30, fee_ocur_time: "2025-06-05 10:00:00"}
    finds:
      - {psn_no: P, fixmedins_code: H2, checkout_amt: 1500.00, fund_amt: 1200.00, checkout_cnt: 1, sev_deg: 2, occurred_on: "2025-06-04", bkkp_sns: [A, B], related_ids: [I1], evidence: {organ: 胆囊, times: 2, max_n: 1, first_place: H1}}
  - name: 右眼、左眼各一次晶状体手术
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: 13.4100x001, oprn_oprt_begntime: "2025-05-04 09:00:00"}
        - {mdtrt_id: I1, oprn_oprt_code: "13.7100", oprn_oprt_begntime: "2025-05-04 09:00:00"}
        - {mdtrt_id: I2, oprn_oprt_code: 13.4100x001, oprn_oprt_begntime: "2025-06-04 09:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_chrgitm_type: "06", pric: 1200, fee_ocur_time: "2025-05-04 10:00:00"}
        - {mdtrt_id: I2, med_chrgitm_type: "06", pric: 1200, fee_ocur_time: "2025-06-04 10:00:00"}
    finds: []
  - name: 第三次晶状体手术
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: 13.4100x001, oprn_oprt_begntime: "2025-05-04 09:00:00"}
        - {mdtrt_id: I2, oprn_oprt_code: 13.4100x001, oprn_oprt_begntime: "2025-06-04 09:00:00"}
        - {mdtrt_id: I3, oprn_oprt_code: "13.7100", oprn_oprt_begntime: "2025-07-04 09:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_chrgitm_type: "06", pric: 1200, fee_ocur_time: "2025-05-04 10:00:00"}
        - {mdtrt_id: I2, med_chrgitm_type: "06", pric: 1200, fee_ocur_time: "2025-06-04 10:00:00"}
        - {mdtrt_id: I3, bkkp_sn: A, med_chrgitm_type: "06", pric: 1300, fee_ocur_time: "2025-07-04 10:00:00"}
    finds:
      - {checkout_amt: 1300.00, occurred_on: "2025-07-04", bkkp_sns: [A], evidence: {times: 3, max_n: 2}}
  - name: 残余胆囊切除
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2200", oprn_oprt_begntime: "2023-05-04 09:00:00"}
        - {mdtrt_id: I2, oprn_oprt_code: "51.2201", oprn_oprt_begntime: "2025-06-04 09:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_chrgitm_type: "06", pric: 1200, fee_ocur_time: "2023-05-04 10:00:00"}
        - {mdtrt_id: I2, med_chrgitm_type: "06", pric: 1200, fee_ocur_time: "2025-06-04 10:00:00"}
    finds: []
  - name: 转院后上级医院又记录同一台手术
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2200", oprn_oprt_begntime: "2025-06-04 09:00:00"}
        - {mdtrt_id: I2, oprn_oprt_code: "51.2200", oprn_oprt_begntime: "2025-06-04 09:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, fixmedins_code: H1, med_chrgitm_type: "06", pric: 1200, fee_ocur_time: "2025-06-04 10:00:00"}
        - {mdtrt_id: I2, fixmedins_code: H2, med_chrgitm_type: "06", pric: 100, fee_ocur_time: "2025-06-06 10:00:00"}
    finds: []
  - name: 没有手术编码，两次住院都收阑尾切除术
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003310030220000", med_chrgitm_type: "06", pric: 600, fee_ocur_time: "2024-05-04 10:00:00"}
        - {mdtrt_id: I2, bkkp_sn: A, med_list_codg: "003310030220000", med_chrgitm_type: "06", pric: 600, fee_ocur_time: "2025-06-04 10:00:00"}
    finds:
      - {checkout_amt: 600.00, sev_deg: 2, bkkp_sns: [A], evidence: {organ: 阑尾}}
  - name: 第二次的手术费已退费，手术没有做
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003310030220000", med_chrgitm_type: "06", pric: 600, fee_ocur_time: "2024-05-04 10:00:00"}
        - {mdtrt_id: I2, bkkp_sn: A, med_list_codg: "003310030220000", med_chrgitm_type: "06", pric: 600, fee_ocur_time: "2025-06-04 10:00:00"}
        - {mdtrt_id: I2, med_list_codg: "003310030220000", med_chrgitm_type: "06", pric: 600, cnt: -1, init_feedetl_sn: A, fee_ocur_time: "2025-06-04 11:00:00"}
        - {mdtrt_id: I2, pric: 30, fee_ocur_time: "2025-06-05 10:00:00"}
    finds: []
  - name: 同一次住院记了两个阑尾切除编码
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "47.0900", oprn_oprt_begntime: "2025-06-04 09:00:00"}
        - {mdtrt_id: I1, oprn_oprt_code: "47.0901", oprn_oprt_begntime: "2025-06-04 09:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_chrgitm_type: "06", pric: 1200, fee_ocur_time: "2025-06-04 10:00:00"}
    finds: []
  - name: 第二次手术没有手术费明细，只作线索
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2200", oprn_oprt_begntime: "2023-05-04 09:00:00"}
        - {mdtrt_id: I2, oprn_oprt_code: "51.2300", oprn_oprt_begntime: null}
      fee_list_d:
        - {mdtrt_id: I1, pric: 30, fee_ocur_time: "2023-05-04 10:00:00"}
        - {mdtrt_id: I2, pric: 30, fee_ocur_time: "2025-06-04 10:00:00"}
    finds:
      - {checkout_amt: null, amount_basis: none, sev_deg: 2, occurred_on: "2025-06-04", evidence: {seen_by: oprn}}
---*/
WITH once AS (
  SELECT DISTINCT organ, oprn_prefix, max_n, kp_ref, kreg, k_from, k_to FROM once_oprn WHERE oprn_prefix IS NOT NULL
), operated AS (
  -- Joined outwards: a delivery without operation records is judged by its charges.
  SELECT s.stay_id, s.kreg, s.adm_date, o.oprn_code, COALESCE(o.oprn_date, s.adm_date) AS done_on
  FROM stay AS s
  LEFT JOIN oprn AS o ON o.stay_id = s.stay_id
  WHERE o.oprn_code IS NOT NULL
), coded AS (
  SELECT o.stay_id, k.organ, k.max_n, MIN(o.done_on) AS done_on, 'oprn' AS seen_by, joined(k.kp_ref) AS kp_ref
  FROM operated AS o
  JOIN once AS k
    ON k.kreg = o.kreg AND o.adm_date >= k.k_from AND o.adm_date < k.k_to AND starts_with(o.oprn_code, k.oprn_prefix)
  GROUP BY o.stay_id, k.organ, k.max_n
), billed AS (
  SELECT e.stay_id, k.organ, k.max_n, MIN(f.svc_date) AS done_on, 'item' AS seen_by, joined(k.kp_ref) AS kp_ref
  FROM fee_net AS f
  JOIN once_oprn AS k ON k_match(k, f)
  JOIN stay_enc AS e ON e.mdtrt_id = f.mdtrt_id
  WHERE f.in_scope AND f.settled AND f.is_ip AND f.cnt >= 0.5
  GROUP BY e.stay_id, k.organ, k.max_n
), done AS (
  SELECT
    stay_id, organ, MIN(max_n) AS max_n, MIN(done_on) AS done_on, MAX(seen_by) AS seen_by, joined(kp_ref) AS kp_ref
  FROM (
    SELECT * FROM coded
    UNION ALL
    -- Where operations are coded, the code says better than the charge what was taken out.
    SELECT b.* FROM billed AS b WHERE NOT EXISTS (SELECT 1 FROM operated AS o WHERE o.stay_id = b.stay_id)
  ) AS d
  GROUP BY stay_id, organ
), act AS (
  -- One operation reported by two hospitals, as after a transfer, is one.
  SELECT
    s.psn_no, d.organ, d.done_on, MIN(d.max_n) AS max_n, MIN(d.seen_by) AS seen_by, joined(d.kp_ref) AS kp_ref,
    MIN(d.stay_id) AS stay_id
  FROM done AS d
  JOIN stay AS s ON s.stay_id = d.stay_id
  WHERE s.in_scope
  GROUP BY s.psn_no, d.organ, d.done_on
), numbered AS (
  SELECT
    a.*,
    ROW_NUMBER() OVER (PARTITION BY a.psn_no, a.organ ORDER BY a.done_on, a.stay_id) AS nth,
    COUNT(*) OVER (PARTITION BY a.psn_no, a.organ) AS times,
    FIRST_VALUE(a.stay_id) OVER (PARTITION BY a.psn_no, a.organ ORDER BY a.done_on, a.stay_id) AS first_stay,
    MIN(a.done_on) OVER (PARTITION BY a.psn_no, a.organ) AS first_on
  FROM act AS a
), again AS (
  SELECT n.*, h.fixmedins_code AS place, g.fixmedins_code AS first_place
  FROM numbered AS n
  JOIN stay AS h ON h.stay_id = n.stay_id
  JOIN stay AS g ON g.stay_id = n.first_stay
  WHERE n.nth > n.max_n
), theatre AS (
  SELECT
    e.stay_id, f.bkkp_sn, f.mdtrt_id, f.setl_id, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross, f.amt
  FROM fee_net AS f
  JOIN stay_enc AS e ON e.mdtrt_id = f.mdtrt_id
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.is_ip AND (optional(f.chrg) = '06' OR has_cls(f.cls, 'ANES'))
    AND e.stay_id IN (SELECT stay_id FROM again)
)
SELECT
  a.psn_no, a.organ, a.place AS fixmedins_code, a.done_on AS occurred_on, t.bkkp_sn, t.mdtrt_id, t.setl_id, t.svc_date,
  t.item, t.item_name, t.cnt, t.pric, t.gross, t.amt, t.amt AS hit_amt, a.first_stay AS related_id, a.first_on,
  a.first_place, a.times, a.max_n, a.seen_by, a.kp_ref,
  a.times - a.max_n AS checkout_cnt
FROM again AS a
LEFT JOIN theatre AS t ON t.stay_id = a.stay_id
