/*---
code: PHA-006
version: 1
title: 处方药无有效处方、处方来源异常
status: active
behaviour: forged_record
severity: 2
subject: fee
grain: [sel_sn]
amount: all
scenes: [PH]
stages: [3]
law: [735-40-2, agreement]
params:
  skew: {type: integer, default: 5, unit: 分钟, source: 无官方数值，可按统筹区配置；系统时钟误差的容许值}
  day_rx: {type: integer, default: 80, unit: 张/日, source: 无官方数值，可按统筹区配置}
  net_day_rx: {type: integer, default: 200, unit: 张/日, source: 无官方数值，互联网处方医师的上限，可按统筹区配置}
  run_rx: {type: integer, default: 20, unit: 张, source: 无官方数值，间隔不足 60 秒连续开具的张数，可按统筹区配置}
message: "{sold_at} 销售处方药 {item_name}，{reason}，金额 {checkout_amt} 元。"
verify: 调取处方影像及审方记录，向处方医师、开方机构核实；核对销售与处方的先后时间。
defence: 允许凭既往处方续方；双跨品种按非处方药销售；系统时钟不一致。
known_gaps: 外省医师的资质不在本地人员库的，不判断。
evidence: [reason, sold_at, rx_at, rxno, prsc_dr, phar, day_count, persons_on_rx]
cases:
  - name: 10 时 12 分售药，10 时 31 分才开处方
    given: &base
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, sel_retn_cnt: 1, sel_retn_time: "2026-05-06 10:12:00", setl_id: T1, psn_no: P, rx_flag: "1", hi_feesetl_type: "1", rxno: R1, rx_time: "2026-05-06 10:31:00"}
      fee_list_d:
        - {mdtrt_id: E, bkkp_sn: A, fixmedins_code: D, setl_id: T1, med_list_codg: XA10BAA001A001010100001, pric: 45.6, fee_ocur_time: "2026-05-06 10:12:00"}
    finds:
      - {checkout_amt: 45.60, fund_amt: 36.48, checkout_cnt: 1, sev_deg: 1, occurred_on: "2026-05-06", bkkp_sns: [A], evidence: {branch: [b]}}
  - name: 处方药没有处方号
    given:
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, sel_retn_cnt: 1, sel_retn_time: "2026-05-06 10:12:00", setl_id: T1, psn_no: P, rx_flag: "1", hi_feesetl_type: "1"}
      fee_list_d:
        - {mdtrt_id: E, fixmedins_code: D, setl_id: T1, med_list_codg: XA10BAA001A001010100001, pric: 45.6, fee_ocur_time: "2026-05-06 10:12:00"}
    finds:
      - {checkout_amt: 45.60, sev_deg: 1, evidence: {branch: [a]}}
  - name: 一个处方号用于两人
    given:
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, sel_retn_cnt: 1, sel_retn_time: "2026-05-06 10:12:00", setl_id: T1, psn_no: P1, rx_flag: "1", hi_feesetl_type: "1", rxno: R1, rx_time: "2026-05-06 09:31:00"}
        - {sel_sn: S2, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, sel_retn_cnt: 1, sel_retn_time: "2026-05-06 11:12:00", setl_id: T2, psn_no: P2, rx_flag: "1", hi_feesetl_type: "1", rxno: R1, rx_time: "2026-05-06 09:31:00"}
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: D}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: D}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, setl_id: T1, med_list_codg: XA10BAA001A001010100001, pric: 10, fee_ocur_time: "2026-05-06 10:12:00"}
        - {mdtrt_id: E2, fixmedins_code: D, setl_id: T2, med_list_codg: XA10BAA001A001010100001, pric: 20, fee_ocur_time: "2026-05-06 11:12:00"}
    finds:
      - {psn_no: P1, checkout_amt: 10.00, sev_deg: 2, evidence: {branch: [c]}}
      - {psn_no: P2, checkout_amt: 20.00, sev_deg: 2, evidence: {branch: [c]}}
  - name: 处方医师当日不在注册期间
    given:
      staff_b:
        - {prac_psn_code: R7, fixmedins_code: H, prac_psn_type: "1", begntime: "2020-01-01 00:00:00", endtime: "2026-01-31 00:00:00"}
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, sel_retn_cnt: 1, sel_retn_time: "2026-05-06 10:12:00", setl_id: T1, psn_no: P, rx_flag: "1", hi_feesetl_type: "1", rxno: R1, rx_time: "2026-05-06 10:10:00", prsc_dr_code: R7}
      fee_list_d:
        - {mdtrt_id: E, fixmedins_code: D, setl_id: T1, med_list_codg: XA10BAA001A001010100001, pric: 45.6, fee_ocur_time: "2026-05-06 10:12:00"}
    finds:
      - {sev_deg: 2, evidence: {branch: [d]}}
  - name: 凭电子凭证购药的人与结算人不一致，代购可能，降为轻度可疑
    given:
      psn_info_b:
        - {psn_no: P}
        - {psn_no: P9}
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, sel_retn_cnt: 1, sel_retn_time: "2026-05-06 10:12:00", setl_id: T1, psn_no: P9, rx_flag: "1", hi_feesetl_type: "1", rxno: R1, rx_time: "2026-05-06 10:10:00"}
      setl_d:
        - {mdtrt_id: E, setl_id: T1, mdtrt_cert_type: "01"}
      fee_list_d:
        - {mdtrt_id: E, fixmedins_code: D, setl_id: T1, med_list_codg: XA10BAA001A001010100001, pric: 45.6, fee_ocur_time: "2026-05-06 10:12:00"}
    finds:
      - {sev_deg: 3, evidence: {branch: [g]}}
  - name: 处方 10 时 12 分，销售 10 时 14 分
    given:
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, sel_retn_cnt: 1, sel_retn_time: "2026-05-06 10:14:00", setl_id: T1, psn_no: P, rx_flag: "1", hi_feesetl_type: "1", rxno: R1, rx_time: "2026-05-06 10:12:00"}
      fee_list_d:
        - {mdtrt_id: E, fixmedins_code: D, setl_id: T1, med_list_codg: XA10BAA001A001010100001, pric: 45.6, fee_ocur_time: "2026-05-06 10:14:00"}
    finds: []
  - name: 处方时间恰比销售晚 5 分钟，在时钟误差之内
    given:
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, sel_retn_cnt: 1, sel_retn_time: "2026-05-06 10:12:00", setl_id: T1, psn_no: P, rx_flag: "1", hi_feesetl_type: "1", rxno: R1, rx_time: "2026-05-06 10:17:00"}
      fee_list_d:
        - {mdtrt_id: E, fixmedins_code: D, setl_id: T1, med_list_codg: XA10BAA001A001010100001, pric: 45.6, fee_ocur_time: "2026-05-06 10:12:00"}
    finds: []
  - name: 非处方药不需要处方
    given:
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, sel_retn_cnt: 1, sel_retn_time: "2026-05-06 10:12:00", setl_id: T1, psn_no: P, rx_flag: "0", hi_feesetl_type: "1"}
      fee_list_d:
        - {mdtrt_id: E, fixmedins_code: D, setl_id: T1, med_list_codg: XA10BAA001A001010100001, pric: 45.6, fee_ocur_time: "2026-05-06 10:12:00"}
    finds: []
  - name: 外省医师开具的处方不判断资质
    given:
      fixmedins_b:
        - {fixmedins_code: D, fix_blng_admdvs: "210102"}
      staff_b:
        - {prac_psn_code: R7, fixmedins_code: D, prac_psn_type: "1"}
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, sel_retn_cnt: 1, sel_retn_time: "2026-05-06 10:12:00", setl_id: T1, psn_no: P, rx_flag: "1", hi_feesetl_type: "1", rxno: R1, rx_time: "2026-05-06 10:10:00", prsc_dr_code: "=D310101004321"}
      fee_list_d:
        - {mdtrt_id: E, fixmedins_code: D, setl_id: T1, med_list_codg: XA10BAA001A001010100001, pric: 45.6, fee_ocur_time: "2026-05-06 10:12:00"}
    finds: []
  - name: 所购药品已退
    given:
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, sel_retn_cnt: 1, sel_retn_time: "2026-05-06 10:12:00", setl_id: T1, psn_no: P, rx_flag: "1", hi_feesetl_type: "1"}
      fee_list_d:
        - {mdtrt_id: E, bkkp_sn: A, fixmedins_code: D, setl_id: T1, med_list_codg: XA10BAA001A001010100001, pric: 45.6, fee_ocur_time: "2026-05-06 10:12:00"}
        - {mdtrt_id: E, bkkp_sn: B, fixmedins_code: D, setl_id: T1, cnt: -1, med_list_codg: XA10BAA001A001010100001, pric: 45.6, init_feedetl_sn: A, fee_ocur_time: "2026-05-06 11:12:00"}
    finds: []
---*/
WITH sale AS (
  SELECT
    s.sel_sn, s.fixmedins_code, s.med_list_codg, s.sel_retn_time AS sold_at, as_date(s.sel_retn_time) AS sold_on,
    s.setl_id, s.psn_no AS buyer, s.rxno, optional(s.rx_time) AS rx_at, optional(s.prsc_dr_code) AS prsc_dr, optional(s.phar_code) AS phar,
    t.psn_no AS payer, t.admdvs, t.scene, optional(t.cert) AS cert
  FROM selinfo_d AS s
  JOIN setl_net AS t ON t.setl_id = s.setl_id
  WHERE s.rx_flag = '1' AND s.hi_feesetl_type IN ('1', '2') AND s.sel_retn_cnt > 0 AND t.scene IN ('PH', 'NET') AND t.in_scope
), script AS (
  SELECT rxno, COUNT(DISTINCT buyer) AS persons_on_rx
  FROM sale
  WHERE rxno IS NOT NULL
  GROUP BY rxno
), written AS (
  SELECT prsc_dr, as_date(rx_at) AS rx_on, rxno, MIN(rx_at) AS rx_at
  FROM sale
  WHERE prsc_dr IS NOT NULL AND rxno IS NOT NULL AND rx_at IS NOT NULL
  GROUP BY prsc_dr, as_date(rx_at), rxno
), paced AS (
  SELECT
    prsc_dr, rx_on, rxno, rx_at,
    CASE
      WHEN seconds_between(LAG(rx_at) OVER (PARTITION BY prsc_dr, rx_on ORDER BY rx_at, rxno), rx_at) < 60 AND has_clock(rx_at) THEN 0
      ELSE 1
    END AS pauses
  FROM written
), streak AS (
  SELECT
    prsc_dr, rx_on, rxno,
    SUM(pauses) OVER (PARTITION BY prsc_dr, rx_on ORDER BY rx_at, rxno ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS streak_no
  FROM paced
), streak_len AS (
  SELECT
    prsc_dr, rx_on, rxno,
    COUNT(*) OVER (PARTITION BY prsc_dr, rx_on) AS day_count,
    COUNT(*) OVER (PARTITION BY prsc_dr, rx_on, streak_no) AS run_count
  FROM streak
), registered AS (
  SELECT prac_psn_type, left(admdvs, 4) AS city4
  FROM staff_b AS b JOIN inst AS i ON i.fixmedins_code = b.fixmedins_code
  GROUP BY prac_psn_type, left(admdvs, 4)
), known AS (
  -- Sales judged against the register of practitioners, where the city has delivered one of that kind.
  SELECT
    s.sel_sn,
    bool_or(CASE WHEN d.city4 IS NOT NULL THEN TRUE ELSE FALSE END) AS doctors_known,
    bool_or(CASE WHEN p.city4 IS NOT NULL THEN TRUE ELSE FALSE END) AS pharmacists_known,
    bool_or(CASE WHEN b.prac_psn_type = '1' AND (optional(b.begntime) IS NULL OR as_date(optional(b.begntime)) <= s.sold_on)
      AND (optional(b.endtime) IS NULL OR as_date(optional(b.endtime)) >= s.sold_on) THEN TRUE ELSE FALSE END) AS doctor_valid,
    bool_or(CASE WHEN c.prac_psn_type = '3' AND (optional(c.begntime) IS NULL OR as_date(optional(c.begntime)) <= s.sold_on)
      AND (optional(c.endtime) IS NULL OR as_date(optional(c.endtime)) >= s.sold_on) THEN TRUE ELSE FALSE END) AS pharmacist_valid
  FROM sale AS s
  LEFT JOIN registered AS d ON d.city4 = left(s.admdvs, 4) AND d.prac_psn_type = '1'
  LEFT JOIN registered AS p ON p.city4 = left(s.admdvs, 4) AND p.prac_psn_type = '3'
  LEFT JOIN staff_b AS b ON b.prac_psn_code = s.prsc_dr
  LEFT JOIN staff_b AS c ON c.prac_psn_code = s.phar
  GROUP BY s.sel_sn
), judged AS (
  SELECT
    s.*, r.persons_on_rx, l.day_count, l.run_count,
    k.doctors_known, k.pharmacists_known, k.doctor_valid, k.pharmacist_valid,
    CASE
      WHEN s.prsc_dr LIKE 'D____________' AND substr(s.prsc_dr, 2, 2) <> left(s.admdvs, 2) THEN TRUE
      ELSE FALSE
    END AS from_elsewhere
  FROM sale AS s
  JOIN known AS k ON k.sel_sn = s.sel_sn
  LEFT JOIN script AS r ON r.rxno = s.rxno
  LEFT JOIN streak_len AS l ON l.prsc_dr = s.prsc_dr AND l.rxno = s.rxno AND l.rx_on = as_date(s.rx_at)
), found AS (
  SELECT sel_sn, 'a' AS branch, '没有处方号' AS reason, 1 AS sev_deg FROM judged WHERE rxno IS NULL
  UNION ALL
  SELECT sel_sn, 'b', '处方开具晚于销售', 1 FROM judged
  WHERE seconds_between(sold_at, rx_at) > 60 * param('skew', sold_on, admdvs) AND has_clock(sold_at) AND has_clock(rx_at)
  UNION ALL
  SELECT sel_sn, 'c', '同一处方号用于多人', 2 FROM judged WHERE persons_on_rx >= 2
  UNION ALL
  SELECT sel_sn, 'd', '处方医师当日无有效注册', 2 FROM judged
  WHERE prsc_dr IS NOT NULL AND doctors_known AND NOT doctor_valid AND NOT from_elsewhere
  UNION ALL
  SELECT sel_sn, 'e', '处方医师当日处方量异常', 2 FROM judged
  WHERE day_count > CASE WHEN scene = 'NET' THEN param('net_day_rx', sold_on, admdvs) ELSE param('day_rx', sold_on, admdvs) END
    OR run_count >= param('run_rx', sold_on, admdvs)
  UNION ALL
  SELECT sel_sn, 'f', '审方药师当日无有效注册', 2 FROM judged
  WHERE phar IS NOT NULL AND pharmacists_known AND NOT pharmacist_valid
  UNION ALL
  SELECT sel_sn, 'g', '购药人与结算人不一致', CASE WHEN cert = '01' THEN 3 ELSE 2 END FROM judged WHERE buyer <> payer
)
SELECT
  f.*, s.sel_sn, s.sold_at, s.rx_at, s.rxno, s.prsc_dr, s.phar, s.day_count, s.persons_on_rx,
  x.branch, x.reason, x.sev_deg
FROM judged AS s
JOIN found AS x ON x.sel_sn = s.sel_sn
JOIN fee_net AS f ON f.setl_id = s.setl_id AND f.med_list_codg = s.med_list_codg
WHERE f.scene IN ('PH', 'NET') AND f.in_scope AND f.settled AND (f.amt > 0 OR f.has_acct)
