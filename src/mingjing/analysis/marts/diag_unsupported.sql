/*---
mart: diag_unsupported
title: 没有诊疗依据的诊断
grain: [stay_id, diag]
doc: >-
  Discharge diagnoses of closed stays for which diag_support lists what usually supports them, and none of it was
  billed in the stay or, anywhere, in the 7 days before it, nor does a drug supplied before last into it.
  Institution-months whose items or diagnoses have no national codes (X9) and stays without lines are left out.
columns:
  stay_id: {type: VARCHAR, zh: 住院ID, needs: [mdtrt_d.mdtrt_id]}
  diag: {type: VARCHAR, zh: 诊断编码, needs: [setl_list_diag_d.diag_code]}
  is_main: {type: BOOLEAN, zh: 主要诊断}
  name: {type: VARCHAR, zh: 诊断所属的类（清单中的名称）}
cases:
  - name: respiratory failure without oxygen, gas analysis or ventilation
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J44.100}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: J96.000}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: "001109000010000", fee_ocur_time: "2026-03-03 09:00:00"}]
    gives: [{stay_id: I1, diag: J96.000, is_main: false, name: 呼吸衰竭}]
  - name: oxygen in the stay, or a test as an outpatient seven days before
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J96.000}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-09 09:00:00", endtime: "2026-03-12 10:00:00", dscg_maindiag_code: J96.000}
        - {mdtrt_id: E2, psn_no: P2, begntime: "2026-03-02 09:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001203000010000", fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I2, med_list_codg: "001109000010000", fee_ocur_time: "2026-03-10 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002503000010000", fee_ocur_time: "2026-03-02 09:00:00"}
    gives: []
  - name: a scan in the hospital that the patient was transferred from
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-03-01 09:00:00", endtime: "2026-03-02 08:00:00", dscg_maindiag_code: I63.900}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: I63.900}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "002103000010000", fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: I2, med_list_codg: "001109000010000", fee_ocur_time: "2026-03-03 09:00:00"}
    gives: []
  - name: a test eight days before, an admission diagnosis and a Chinese one
    given:
      mdtrt_d:
        - {mdtrt_id: I2, begntime: "2026-03-10 09:00:00", endtime: "2026-03-12 10:00:00", dscg_maindiag_code: J96.000}
        - {mdtrt_id: E2, begntime: "2026-03-02 09:00:00"}
      setl_list_diag_d:
        - {mdtrt_id: I2, diag_code: N17.900, inout_diag_type: "1"}
        - {mdtrt_id: I2, diag_code: A41.900, diag_type: "2"}
      fee_list_d:
        - {mdtrt_id: I2, med_list_codg: "001109000010000", fee_ocur_time: "2026-03-10 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002503000010000", fee_ocur_time: "2026-03-02 09:00:00"}
    gives: [{stay_id: I2, diag: J96.000, is_main: true}]
  - name: the patient's own insulin lasts into the stay
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-12 09:00:00", endtime: "2026-03-15 10:00:00", dscg_maindiag_code: E11.900}
        - {mdtrt_id: E1, begntime: "2026-03-01 09:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", fee_ocur_time: "2026-03-13 09:00:00"}
        - {mdtrt_id: E1, med_list_codg: XA10ADG020B001010100001, prd_days: 30, fee_ocur_time: "2026-03-01 09:00:00"}
    gives: []
  - name: a stay delivered without lines, and one whose items have no national codes
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J96.000}
        - {mdtrt_id: I2, psn_no: P2, fixmedins_code: H2, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J96.000}
      setl_d:
        - {mdtrt_id: I1, medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 80}
        - {mdtrt_id: I2}
      fee_list_d: [{mdtrt_id: I2, med_list_codg: OWN1, list_type: null, fee_ocur_time: "2026-03-03 09:00:00"}]
    gives: []
---*/
WITH word AS (
  SELECT DISTINCT diag FROM enc_diag
), ruled AS (
  -- Few distinct codes meet few prefixes; the stays then join by equality.
  SELECT w.diag, k.kind || ':' || k.support AS token, k.name, k.kreg, k.k_from, k.k_to
  FROM word AS w
  JOIN diag_support AS k ON starts_with(w.diag, k.icd_prefix)
), wanted AS (
  SELECT s.stay_id, s.psn_no, s.adm_date, s.dscg_date, d.diag, r.token, MIN(r.name) AS name, bool_or(d.is_main) AS is_main
  FROM stay AS s
  JOIN stay_enc AS e ON e.stay_id = s.stay_id
  JOIN enc_diag AS d ON d.mdtrt_id = e.mdtrt_id
  JOIN ruled AS r ON r.diag = d.diag AND r.kreg = s.kreg AND s.adm_date >= r.k_from AND s.adm_date < r.k_to
  LEFT JOIN code_gap AS g
    ON g.fixmedins_code = s.fixmedins_code AND g.month IN (month_of(s.adm_date), month_of(s.dscg_date))
    AND (g.item_gap OR g.diag_gap)
  WHERE s.in_scope AND NOT s.is_open AND s.gross > 0 AND coalesce(d.diag_type, '1') = '1'
    AND coalesce(d.inout_diag_type, '2') <> '1' AND g.fixmedins_code IS NULL
  GROUP BY s.stay_id, s.psn_no, s.adm_date, s.dscg_date, d.diag, r.token
), staying AS (
  SELECT DISTINCT stay_id, psn_no, adm_date, dscg_date FROM wanted
), source AS (
  SELECT e.stay_id, e.mdtrt_id, s.adm_date FROM stay_enc AS e JOIN staying AS s ON s.stay_id = e.stay_id
  UNION ALL
  SELECT s.stay_id, o.mdtrt_id, s.adm_date
  FROM staying AS s
  JOIN enc AS o
    ON o.psn_no = s.psn_no AND o.adm_date <= s.adm_date AND coalesce(o.dscg_date, o.adm_date) >= add_days(s.adm_date, -7)
), token AS (
  SELECT DISTINCT token FROM ruled
), item_token AS (
  SELECT d.med_list_codg, d.item, d.kreg, t.token
  FROM item_dim AS d
  JOIN token AS t
    ON (starts_with(t.token, 'cls:') AND has_cls(d.cls, substr(t.token, 5, 40)))
    OR (starts_with(t.token, 'item:') AND starts_with(d.item, substr(t.token, 6, 40)))
    OR (starts_with(t.token, 'drug:') AND starts_with(d.item, substr(t.token, 6, 40)))
), found AS (
  SELECT DISTINCT s.stay_id, t.token
  FROM fee_net AS f
  JOIN source AS s ON s.mdtrt_id = f.mdtrt_id AND f.svc_date >= add_days(s.adm_date, -7)
  JOIN item_token AS t ON t.med_list_codg = f.med_list_codg AND t.kreg = f.kreg
  UNION
  SELECT DISTINCT s.stay_id, t.token
  FROM staying AS s
  JOIN supply AS p ON p.psn_no = s.psn_no AND p.beg_date <= s.dscg_date AND p.end_date >= s.adm_date
  JOIN item_token AS t ON t.item = p.item AND t.kreg = p.kreg
)
SELECT w.stay_id, w.diag, bool_or(w.is_main) AS is_main, MIN(w.name) AS name
FROM wanted AS w
LEFT JOIN found AS f ON f.stay_id = w.stay_id AND f.token = w.token
GROUP BY w.stay_id, w.diag
HAVING COUNT(f.token) = 0
