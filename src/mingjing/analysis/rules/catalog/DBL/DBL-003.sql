/*---
code: DBL-003
version: 1
title: 同一费用重复结算、重复参保双重享受
status: active
behaviour: double_benefit
severity: 2
subject: visit
grain: [setl_id]
amount: stay
scenes: [IP, OP, PH, NET]
stages: [3]
law: [735-41-2, xz-29]
params:
  fee_tol: {type: decimal, default: 0.01, unit: 元, source: 两次结算总额之差；无官方数值，可按统筹区配置}
  same_share: {type: integer, default: 80, unit: '%', source: 明细相同的比例；无官方数值，可按统筹区配置}
  min_visit_fee: {type: integer, default: 100, unit: 元, source: 非住院结算低于此数的不比较，同日在两科就诊的挂号、诊查费本就相同；无官方数值，可按统筹区配置}
  cert_persons: {type: integer, default: 3, unit: 人, source: 同一证件号码对应人员编号超过此数的，疑为占位号码；无官方数值，可按统筹区配置}
message: "{setl_date} 结算 {medfee} 元，与 {first_date} 的结算{reason}，重复享受 {checkout_amt} 元。"
verify: 核对两次结算的病历、票据和收款凭证，查询参保登记，判明是重复录入、重复报销还是重复参保。
defence: 双胞胎等证件登记错误；重复录入后已冲正；两次就诊费用恰好相同。
known_gaps: 没有明细的结算只比较总额；双胞胎、证件登记错误须查户籍；挂号、诊查等小额门诊费用不比较。
evidence: [first_setl, first_date, setl_date, medfee, first_medfee, insutype, first_insutype, first_psn, same_lines, all_lines, reason]
cases:
  - name: 一次住院以职工医保结算后又以居民医保结算，明细相同
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00"}
        - {mdtrt_id: I2, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", insutype: "390"}
      setl_d:
        - {mdtrt_id: I1, setl_id: S1, setl_time: "2026-03-09 11:00:00"}
        - {mdtrt_id: I2, setl_id: S2, setl_time: "2026-03-20 11:00:00", insutype: "390"}
      fee_list_d:
        - {mdtrt_id: I1, setl_id: S1, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I1, setl_id: S1, pric: 200, med_list_codg: XC09AAK070A001010100001, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I2, setl_id: S2, bkkp_sn: A, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I2, setl_id: S2, bkkp_sn: B, pric: 200, med_list_codg: XC09AAK070A001010100001, fee_ocur_time: "2026-03-03 09:00:00"}
    finds:
      - {setl_id: S2, checkout_amt: 300.00, fund_amt: 240.00, checkout_cnt: 1, sev_deg: 1, occurred_on: "2026-03-20", bkkp_sns: [A, B], related_ids: [S1], evidence: {branch: [a], same_lines: 2}}
  - name: 总额相等而明细不同，证件号码相同、人员编号不同
    given:
      psn_info_b:
        - {psn_no: P1, certno: "110101197001011234"}
        - {psn_no: P2, certno: "110101197001011234"}
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, begntime: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, psn_no: P2, begntime: "2026-03-02 15:00:00"}
      setl_d:
        - {mdtrt_id: E1, setl_id: S1, setl_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: E2, setl_id: S2, setl_time: "2026-03-02 16:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, setl_id: S1, pric: 100}
        - {mdtrt_id: E2, setl_id: S2, bkkp_sn: B, pric: 50, cnt: 2}
    finds:
      - {setl_id: S2, checkout_amt: 100.00, sev_deg: 2, related_ids: [S1], evidence: {branch: [a, b]}}
  - name: 两个人员编号在不同医院的住院重叠
    given:
      psn_info_b:
        - {psn_no: P1, certno: "110101197001011234"}
        - {psn_no: P2, certno: "110101197001011234"}
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, fixmedins_code: H2, begntime: "2026-03-08 09:00:00", endtime: "2026-03-12 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, setl_id: S1, pric: 100}
        - {mdtrt_id: I2, setl_id: S2, pric: 300, bkkp_sn: B}
    finds:
      - {setl_id: S2, checkout_amt: 300.00, sev_deg: 2, evidence: {branch: [b]}}
  - name: 两次住院首尾同日相接
    given:
      psn_info_b:
        - {psn_no: P1, certno: "110101197001011234"}
        - {psn_no: P2, certno: "110101197001011234"}
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, fixmedins_code: H2, begntime: "2026-03-08 12:00:00", endtime: "2026-03-12 10:00:00"}
      fee_list_d: [{mdtrt_id: I1, pric: 100}, {mdtrt_id: I2, pric: 300}]
    finds: []
  - name: 同价的两次血液透析
    given:
      mdtrt_d:
        - {mdtrt_id: E1, begntime: "2026-03-02 08:00:00"}
        - {mdtrt_id: E2, begntime: "2026-03-02 14:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, setl_id: S1, med_list_codg: "003110000060000", pric: 400}
        - {mdtrt_id: E2, setl_id: S2, med_list_codg: "003110000060000", pric: 400}
    finds: []
  - name: 总额恰差 0.01 元的计入，差 0.02 元的不计
    given:
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, begntime: "2026-03-02 08:00:00"}
        - {mdtrt_id: E2, psn_no: P1, begntime: "2026-03-02 14:00:00"}
        - {mdtrt_id: E3, psn_no: P2, begntime: "2026-03-02 08:00:00"}
        - {mdtrt_id: E4, psn_no: P2, begntime: "2026-03-02 14:00:00"}
      setl_d:
        - {mdtrt_id: E1, setl_id: S1, setl_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: E2, setl_id: S2, setl_time: "2026-03-02 16:00:00"}
        - {mdtrt_id: E3, setl_id: S3, setl_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: E4, setl_id: S4, setl_time: "2026-03-02 16:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, setl_id: S1, pric: 400}
        - {mdtrt_id: E2, setl_id: S2, pric: 400.01}
        - {mdtrt_id: E3, setl_id: S3, pric: 400}
        - {mdtrt_id: E4, setl_id: S4, pric: 400.02}
    finds:
      - {setl_id: S2, checkout_amt: 400.01}
  - name: 同日在两个科室就诊，诊查费相同
    given:
      mdtrt_d:
        - {mdtrt_id: E1, begntime: "2026-03-02 08:00:00"}
        - {mdtrt_id: E2, begntime: "2026-03-02 09:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, setl_id: S1, med_list_codg: "001102000010000", pric: 16}
        - {mdtrt_id: E2, setl_id: S2, med_list_codg: "001102000010000", pric: 16}
    finds: []
  - name: 第一次结算已冲正；同一就诊的中途结算；证件号码未填、过短
    given:
      psn_info_b:
        - {psn_no: P1}
        - {psn_no: P2}
        - {psn_no: P3, certno: "12345"}
        - {psn_no: P4, certno: "12345"}
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, begntime: "2026-03-02 08:00:00"}
        - {mdtrt_id: E2, psn_no: P1, begntime: "2026-03-02 14:00:00"}
        - {mdtrt_id: I3, psn_no: P2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-09 10:00:00"}
        - {mdtrt_id: E4, psn_no: P3, begntime: "2026-03-02 08:00:00"}
        - {mdtrt_id: E5, psn_no: P4, begntime: "2026-03-02 14:00:00"}
      setl_d:
        - {mdtrt_id: E1, setl_id: S1, medfee_sumamt: 400, inscp_amt: 400, fund_pay_sumamt: 320}
        - {mdtrt_id: E1, setl_id: S9, init_setl_id: S1, medfee_sumamt: -400, inscp_amt: -400, fund_pay_sumamt: -320}
        - {mdtrt_id: E2, setl_id: S2}
        - {mdtrt_id: I3, setl_id: S3, mid_setl_flag: "1"}
        - {mdtrt_id: I3, setl_id: S4}
        - {mdtrt_id: E4, setl_id: S5}
        - {mdtrt_id: E5, setl_id: S6}
      fee_list_d:
        - {mdtrt_id: E2, setl_id: S2, pric: 400}
        - {mdtrt_id: I3, setl_id: S3, pric: 500}
        - {mdtrt_id: I3, setl_id: S4, pric: 500}
        - {mdtrt_id: E4, setl_id: S5, pric: 400}
        - {mdtrt_id: E5, setl_id: S6, pric: 400}
    finds: []
---*/
WITH certified AS (
  SELECT p.psn_no, upper(trim(optional(p.certno))) AS certno FROM psn_info_b AS p WHERE length(trim(optional(p.certno))) >= 15
), held AS (
  SELECT certno, COUNT(*) AS persons FROM certified GROUP BY certno HAVING COUNT(*) >= 2
), twin AS (
  SELECT c.psn_no, c.certno, h.persons
  FROM certified AS c
  JOIN held AS h ON h.certno = c.certno
), paid AS (
  SELECT
    s.setl_id, s.mdtrt_id, s.psn_no, s.fixmedins_code, s.admdvs, s.scene, s.setl_time, s.setl_date, s.medfee, s.insutype,
    e.begntime, e.adm_date, e.dscg_date,
    CASE WHEN t.persons <= param('cert_persons', s.setl_date, s.admdvs) THEN t.certno END AS certno,
    CASE WHEN t.persons <= param('cert_persons', s.setl_date, s.admdvs) THEN t.certno ELSE s.psn_no END AS person
  FROM setl_net AS s
  JOIN enc AS e ON e.mdtrt_id = s.mdtrt_id
  LEFT JOIN twin AS t ON t.psn_no = s.psn_no
  WHERE s.in_scope AND s.fund > 0 AND s.medfee > 0
), sized AS (
  SELECT * FROM paid WHERE scene = 'IP' OR medfee >= param('min_visit_fee', setl_date, admdvs)
), crowded AS (
  SELECT person, fixmedins_code, adm_date
  FROM sized
  GROUP BY person, fixmedins_code, adm_date
  HAVING COUNT(DISTINCT mdtrt_id) >= 2
), close AS (
  SELECT s.*
  FROM sized AS s
  JOIN crowded AS c ON c.person = s.person AND c.fixmedins_code = s.fixmedins_code AND c.adm_date = s.adm_date
), pair AS (
  SELECT
    y.*, x.setl_id AS first_setl, x.setl_date AS first_date, x.medfee AS first_medfee, x.insutype AS first_insutype, x.psn_no AS first_psn,
    x.begntime AS first_begin
  FROM close AS y
  JOIN close AS x
    ON x.person = y.person AND x.fixmedins_code = y.fixmedins_code AND x.adm_date = y.adm_date AND x.mdtrt_id <> y.mdtrt_id
    AND (x.setl_time < y.setl_time OR (x.setl_time = y.setl_time AND x.setl_id < y.setl_id))
  WHERE abs(x.medfee - y.medfee) <= param('fee_tol', y.setl_date, y.admdvs)
), in_pair AS (
  SELECT setl_id FROM pair
  UNION
  SELECT first_setl AS setl_id FROM pair
), line AS (
  SELECT f.setl_id, f.item, f.svc_date, f.cnt, COUNT(*) AS n, MAX(CASE WHEN has_cls(f.cls, 'SERIES') THEN 1 ELSE 0 END) AS is_series
  FROM fee_net AS f
  JOIN in_pair AS p ON p.setl_id = f.setl_id
  GROUP BY f.setl_id, f.item, f.svc_date, f.cnt
), total AS (
  SELECT setl_id, SUM(n) AS n, MAX(is_series) AS is_series FROM line GROUP BY setl_id
), common AS (
  SELECT p.setl_id, p.first_setl, SUM(LEAST(a.n, b.n)) AS same_lines
  FROM pair AS p
  JOIN line AS a ON a.setl_id = p.setl_id
  JOIN line AS b ON b.setl_id = p.first_setl AND b.item = a.item AND b.svc_date = a.svc_date AND b.cnt = a.cnt
  GROUP BY p.setl_id, p.first_setl
), double_paid AS (
  SELECT
    'a' AS branch, p.setl_id, p.mdtrt_id, p.psn_no, p.fixmedins_code, p.setl_date, p.medfee, p.insutype, p.first_setl, p.first_date,
    p.first_medfee, p.first_insutype, p.first_psn, CAST(coalesce(c.same_lines, 0) AS BIGINT) AS same_lines,
    CAST(GREATEST(m.n, n.n) AS BIGINT) AS all_lines,
    CASE WHEN c.same_lines * 100 >= GREATEST(m.n, n.n) * param('same_share', p.setl_date, p.admdvs) THEN 1 ELSE 2 END AS sev_deg,
    '同日就诊、总额相等' AS reason
  FROM pair AS p
  LEFT JOIN total AS m ON m.setl_id = p.setl_id
  LEFT JOIN total AS n ON n.setl_id = p.first_setl
  LEFT JOIN common AS c ON c.setl_id = p.setl_id AND c.first_setl = p.first_setl
  WHERE p.begntime = p.first_begin OR NOT coalesce(m.is_series = 1 OR n.is_series = 1, FALSE)
  UNION ALL
  SELECT
    'b' AS branch, y.setl_id, y.mdtrt_id, y.psn_no, y.fixmedins_code, y.setl_date, y.medfee, y.insutype, x.setl_id AS first_setl,
    x.setl_date AS first_date, x.medfee AS first_medfee, x.insutype AS first_insutype, x.psn_no AS first_psn,
    CAST(NULL AS BIGINT) AS same_lines, CAST(NULL AS BIGINT) AS all_lines, 2 AS sev_deg,
    CASE WHEN y.scene = 'IP' THEN '为同一证件的两个人员编号，住院期间重叠' ELSE '为同一证件的两个人员编号，同日在同一机构' END AS reason
  FROM paid AS y
  JOIN paid AS x
    ON x.certno = y.certno AND x.psn_no <> y.psn_no
    AND (x.setl_time < y.setl_time OR (x.setl_time = y.setl_time AND x.setl_id < y.setl_id))
  WHERE (x.scene = 'IP' AND y.scene = 'IP' AND x.adm_date < y.dscg_date AND y.adm_date < x.dscg_date)
    OR (x.scene <> 'IP' AND y.scene <> 'IP' AND x.fixmedins_code = y.fixmedins_code AND x.setl_date = y.setl_date)
)
SELECT d.*, s.stay_id, d.setl_date AS occurred_on, d.first_setl AS related_id
FROM double_paid AS d
LEFT JOIN stay_enc AS s ON s.mdtrt_id = d.mdtrt_id
