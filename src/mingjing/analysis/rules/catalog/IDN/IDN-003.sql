/*---
code: IDN-003
version: 3
title: 诊断、手术与性别、年龄不符
status: active
national_code: [GZ10000201005000, GZ10000204006000, GZ10000204007000]
behaviour: impersonation
severity: 1
subject: visit
amount: stay
scenes: [IP, OP]
stages: [1, 2, 3]
law: [735-40-1, 735-41-1]
message: "参保人{sex}性、{age_y} 岁，{code_names} 与其性别或年龄不符，本次费用 {checkout_amt} 元。"
verify: 核对病历、检查报告与参保人身份，判明是他人冒名，还是编码、登记有误。
defence: 编码员误选编码；户籍登记性别、出生日期有误。
known_gaps: 编码录入错误须调阅病历才能排除。
evidence: [sex, age_y, codes, kinds, kp_ref]
cases:
  - name: 男性，诊断为子宫内膜异位
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-05 10:00:00", dscg_maindiag_code: N80.100}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, pric: 500, fee_ocur_time: "2026-05-02 10:00:00"}
    finds:
      - {mdtrt_id: I1, checkout_amt: 500.00, fund_amt: 400.00, checkout_cnt: 1, sev_deg: 1, national_code: GZ10000204006000, occurred_on: "2026-05-01", bkkp_sns: [A], message: "参保人男性、56 岁，N80.100 与其性别或年龄不符，本次费用 500.00 元。"}
  - name: 女性，手术操作为前列腺切除
    given:
      psn_info_b:
        - {psn_no: P, gend: "2"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-05 10:00:00", dscg_maindiag_code: K80.100}
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "60.2901"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 500, fee_ocur_time: "2026-05-02 10:00:00"}
    finds:
      - {sev_deg: 1, national_code: GZ10000201005000}
  - name: 二十五岁诊断为前列腺增生，属高度可疑
    given:
      psn_info_b:
        - {psn_no: P, brdy: "2001-01-01"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-05 10:00:00", dscg_maindiag_code: N40.x00}
      fee_list_d:
        - {mdtrt_id: I1, pric: 500}
    finds:
      - {sev_deg: 2, national_code: GZ10000204007000}
  - name: 只见于入院诊断，降为轻度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-05 10:00:00", dscg_maindiag_code: K80.100}
      setl_list_diag_d:
        - {mdtrt_id: I1, diag_code: N80.100, inout_diag_type: "1"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 500}
    finds:
      - {checkout_amt: 500.00, sev_deg: 3, evidence: {soft: [admission_only]}}
  - name: 门诊男性诊断为卵巢囊肿，费用按本次就诊计
    given:
      mdtrt_d:
        - {mdtrt_id: E, dscg_maindiag_code: N83.200}
      fee_list_d:
        - {pric: 60}
        - {pric: 40}
    finds:
      - {mdtrt_id: E, checkout_amt: 100.00, sev_deg: 1}
  - name: 新生儿挂在母亲账下，诊断为新生儿黄疸
    given:
      psn_info_b:
        - {psn_no: P, gend: "2", brdy: "1996-01-01"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-05 10:00:00", dscg_maindiag_code: P59.900}
      setl_list_diag_d:
        - {mdtrt_id: I1, diag_code: O80.000}
      fee_list_d:
        - {mdtrt_id: I1}
    finds: []
  - name: 性别未登记
    given:
      psn_info_b:
        - {psn_no: P, gend: "9"}
      mdtrt_d:
        - {mdtrt_id: I1, dscg_maindiag_code: N80.100}
      fee_list_d:
        - {mdtrt_id: I1}
    finds: []
  - name: 健康体检编码不论性别年龄
    given:
      mdtrt_d:
        - {mdtrt_id: I1, dscg_maindiag_code: Z00.100}
      fee_list_d:
        - {mdtrt_id: I1}
    finds: []
  - name: 该次就诊已全额退费
    given:
      mdtrt_d:
        - {mdtrt_id: I1, dscg_maindiag_code: N80.100}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, pric: 500}
        - {mdtrt_id: I1, bkkp_sn: B, cnt: -1, pric: 500, init_feedetl_sn: A}
    finds: []
  - name: 前列腺增生患者恰满三十岁
    given:
      psn_info_b:
        - {psn_no: P, brdy: "1996-05-01"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-05 10:00:00", dscg_maindiag_code: N40.x00}
      fee_list_d:
        - {mdtrt_id: I1}
    finds: []
  - name: 同一诊断在入院和出院诊断中都有
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-05 10:00:00", dscg_maindiag_code: K80.100}
      setl_list_diag_d:
        - {mdtrt_id: I1, diag_code: N80.100, inout_diag_type: "1"}
        - {mdtrt_id: I1, diag_code: N80.100, inout_diag_type: "2"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 500}
    finds:
      - {checkout_amt: 500.00, sev_deg: 1, evidence: {codes: "|N80.100|"}}
  - name: 此前已有三次就诊使用异性项目，性别登记存疑，降为轻度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: E4, begntime: "2026-05-01 09:00:00", dscg_maindiag_code: N80.100}
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002101030300000", fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002101030300000", fee_ocur_time: "2026-01-15 09:00:00"}
        - {mdtrt_id: E3, med_list_codg: "002101030300000", fee_ocur_time: "2026-02-01 09:00:00"}
        - {mdtrt_id: E4, pric: 50, fee_ocur_time: "2026-05-01 09:00:00"}
    finds:
      - {mdtrt_id: E4, checkout_amt: 50.00, sev_deg: 3, evidence: {soft: [register_doubt]}}
  - name: 夫妻不孕症诊疗，降为中度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: E, dscg_maindiag_code: N97.900}
      fee_list_d:
        - {pric: 60}
    finds:
      - {checkout_amt: 60.00, sev_deg: 2}
  - name: 性发育异常患者
    given:
      mdtrt_d:
        - {mdtrt_id: E, dscg_maindiag_code: N80.100}
      setl_list_diag_d:
        - {mdtrt_id: E, diag_code: Q56.000}
      fee_list_d:
        - {pric: 60}
    finds: []
---*/
WITH coded AS (
  SELECT d.mdtrt_id, 'icd' AS kind, d.diag AS code, CASE WHEN optional(d.inout_diag_type) = '1' THEN TRUE ELSE FALSE END AS on_admission
  FROM enc_diag AS d
  WHERE NOT (substr(d.diag, 1, 3) BETWEEN 'Z00' AND 'Z13') AND NOT (substr(d.diag, 1, 3) BETWEEN 'Z80' AND 'Z84')
  UNION ALL
  SELECT optional(o.mdtrt_id) AS mdtrt_id, 'oprn' AS kind, optional(o.oprn_code) AS code, FALSE AS on_admission
  FROM oprn AS o
), word AS (
  SELECT DISTINCT kind, code FROM coded
), limited AS (
  -- Few distinct codes meet few prefixes; the encounters then join by equality.
  SELECT w.kind, w.code, k.gend_allowed, CAST(NULL AS VARCHAR) AS age_unit, CAST(NULL AS BIGINT) AS age_min, CAST(NULL AS BIGINT) AS age_max,
    k.sev, k.kp_ref, k.kreg, k.k_from, k.k_to
  FROM word AS w
  JOIN code_gender AS k ON k.kind = w.kind AND starts_with(w.code, k.prefix)
  UNION ALL
  SELECT w.kind, w.code, NULL AS gend_allowed, k.age_unit, k.age_min, k.age_max, k.sev, k.kp_ref, k.kreg, k.k_from, k.k_to
  FROM word AS w
  JOIN code_age AS k ON k.kind = w.kind AND starts_with(w.code, k.prefix)
), odd AS (
  SELECT
    e.mdtrt_id, e.psn_no, e.fixmedins_code, e.adm_date, e.kreg, e.gend, e.age_y, e.diag,
    l.kind, l.code, l.sev, l.kp_ref, c.on_admission,
    CASE WHEN l.gend_allowed IS NULL THEN 'age' ELSE 'sex' END AS test
  FROM coded AS c
  JOIN limited AS l ON l.kind = c.kind AND l.code = c.code
  JOIN enc AS e ON e.mdtrt_id = c.mdtrt_id AND e.kreg = l.kreg AND e.adm_date >= l.k_from AND e.adm_date < l.k_to
  WHERE e.in_scope AND NOT e.x2 AND (e.inscp > 0 OR e.acct > 0)
    AND ((l.gend_allowed IS NOT NULL AND e.gend <> l.gend_allowed)
      OR (l.age_unit = 'year' AND (e.age_y < l.age_min OR e.age_y > l.age_max))
      OR (l.age_unit = 'day' AND (e.age_d < l.age_min OR e.age_d > l.age_max)))
    AND NOT coalesce(l.kind = 'icd' AND e.age_y <= 1 AND substr(l.code, 1, 1) IN ('P', 'Q'), FALSE)
), excused AS (
  -- Encounters whose diagnoses explain the contradiction: dropped (0), or only softened.
  SELECT o.mdtrt_id, o.test, MIN(coalesce(x.sev, 0)) AS sev
  FROM (SELECT DISTINCT mdtrt_id, test, diag, gend, kreg, adm_date FROM odd) AS o
  JOIN icd_except AS x
    ON x.kreg = o.kreg AND o.adm_date >= x.k_from AND o.adm_date < x.k_to
    AND x.list = CASE WHEN o.test = 'sex' THEN 'code_gender' ELSE 'code_age' END
    AND (x.gend IS NULL OR x.gend = o.gend) AND has_icd(o.diag, x.icd_prefix) AND x.item_code IS NULL
  GROUP BY o.mdtrt_id, o.test
), kept AS (
  SELECT
    o.*,
    CASE
      WHEN o.on_admission THEN 'admission_only'
      WHEN o.test = 'sex' AND u.psn_no IS NOT NULL THEN 'register_doubt'
    END AS soft,
    CASE
      WHEN o.on_admission OR (o.test = 'sex' AND u.psn_no IS NOT NULL) THEN 3
      ELSE greatest(coalesce(o.sev, CASE WHEN o.test = 'age' THEN 2 ELSE 1 END), coalesce(x.sev, 1))
    END AS sev_deg
  FROM odd AS o
  LEFT JOIN excused AS x ON x.mdtrt_id = o.mdtrt_id AND x.test = o.test
  LEFT JOIN sex_doubt AS u ON u.psn_no = o.psn_no AND u.mdtrt_id <> o.mdtrt_id AND u.third_on <= o.adm_date
  WHERE coalesce(x.sev, 1) > 0
), named AS (
  SELECT mdtrt_id, joined(code) AS codes, joined(test || '-' || kind) AS kinds, MIN(sev_deg) AS worst
  FROM kept
  GROUP BY mdtrt_id
)
SELECT
  k.mdtrt_id, s.stay_id, k.psn_no, k.fixmedins_code, k.adm_date AS occurred_on, k.age_y,
  CASE k.gend WHEN '1' THEN '男' WHEN '2' THEN '女' ELSE '未知' END AS sex,
  n.codes, remove_matches(replace(n.codes, '|', '、'), '^、|、$') AS code_names, n.kinds, k.kp_ref, k.sev_deg, k.soft,
  CASE
    WHEN k.test = 'age' THEN 'GZ10000204007000'
    WHEN k.kind = 'oprn' THEN 'GZ10000201005000'
    ELSE 'GZ10000204006000'
  END AS national_code
FROM kept AS k
JOIN named AS n ON n.mdtrt_id = k.mdtrt_id
LEFT JOIN stay_enc AS s ON s.mdtrt_id = k.mdtrt_id
WHERE k.sev_deg = n.worst
