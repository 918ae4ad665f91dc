/*---
mart: oprn_mismatch
title: 主要手术与主要诊断不符的住院
grain: [stay_id, oprn_code]
doc: >-
  Closed stays whose main operation has at least three rows in diag_oprn, none of which fits the main diagnosis.
  secondary_fits: another diagnosis of the stay fits. Complications (T80–T88) and aftercare (Z42–Z48) as main diagnosis,
  endoscopic operations (class ENDO billed and an endoscopy coded) and institution-months without
  national diagnosis codes (X9) are left out.
columns:
  stay_id: {type: VARCHAR, zh: 住院ID, needs: [mdtrt_d.mdtrt_id]}
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [mdtrt_d.psn_no]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [mdtrt_d.fixmedins_code]}
  adm_date: {type: DATE, zh: 入院日期, needs: [mdtrt_d.begntime]}
  dscg_date: {type: DATE, zh: 出院日期, needs: [mdtrt_d.endtime]}
  main_diag: {type: VARCHAR, zh: 主要诊断编码, needs: [mdtrt_d.dscg_maindiag_code]}
  diag: {type: VARCHAR, zh: 诊断列表, needs: [mdtrt_d.dscg_maindiag_code]}
  oprn_code: {type: VARCHAR, zh: 主要手术操作编码, needs: [setl_list_oprn_d.oprn_oprt_code, setl_list_oprn_d.main_oprn_flag]}
  oprn_name: {type: VARCHAR, zh: 手术操作名称}
  name: {type: VARCHAR, zh: 手术所属的类（清单中的名称）}
  secondary_fits: {type: BOOLEAN, zh: 其他诊断与手术相符}
cases:
  - name: the main diagnosis does not fit, a secondary one does or does not
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: I63.900}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: I63.900}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: K80.100}]
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}
        - {mdtrt_id: I2, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}
        - {mdtrt_id: I3, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}
      fee_list_d: [{mdtrt_id: I1}, {mdtrt_id: I2}, {mdtrt_id: I3}]
    gives:
      - {stay_id: I1, main_diag: I63.900, oprn_code: "51.2300", secondary_fits: true}
      - {stay_id: I2, name: 胆囊切除, secondary_fits: false}
  - name: a caesarean of a mother whose main diagnosis is a complication of surgery
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: T81.400}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "74.1X00", main_oprn_flag: "1"}]
      fee_list_d: [{mdtrt_id: I1}]
    gives: []
---*/
WITH operated AS (
  SELECT
    s.stay_id, s.psn_no, s.fixmedins_code, s.kreg, s.adm_date, s.dscg_date, s.main_diag, s.diag, o.oprn_code, o.oprn_name
  FROM stay AS s
  JOIN oprn AS o ON o.stay_id = s.stay_id AND o.is_main
  LEFT JOIN code_gap AS g ON g.fixmedins_code = s.fixmedins_code AND g.month = month_of(s.adm_date) AND g.diag_gap
  WHERE s.in_scope AND NOT s.is_open AND s.main_diag IS NOT NULL AND g.fixmedins_code IS NULL
    AND NOT (substr(s.main_diag, 1, 3) BETWEEN 'T80' AND 'T88') AND NOT (substr(s.main_diag, 1, 3) BETWEEN 'Z42' AND 'Z48')
), word AS (
  SELECT DISTINCT oprn_code FROM operated
), ruled AS (
  SELECT w.oprn_code, k.icd_prefix, k.name, k.kreg, k.k_from, k.k_to
  FROM word AS w
  JOIN diag_oprn AS k ON starts_with(w.oprn_code, k.oprn_prefix)
), compared AS (
  SELECT
    o.stay_id, o.oprn_code, COUNT(*) AS prefixes, MIN(r.name) AS name,
    bool_or(starts_with(o.main_diag, r.icd_prefix)) AS main_fits, bool_or(has_icd(o.diag, r.icd_prefix)) AS any_fits
  FROM operated AS o
  JOIN ruled AS r ON r.oprn_code = o.oprn_code AND r.kreg = o.kreg AND o.adm_date >= r.k_from AND o.adm_date < r.k_to
  GROUP BY o.stay_id, o.oprn_code
), scoped AS (
  -- Endoscopy looks where a disease may be, and takes what it finds.
  SELECT DISTINCT e.stay_id
  FROM fee_net AS f
  JOIN stay_enc AS e ON e.mdtrt_id = f.mdtrt_id
  WHERE f.is_ip AND has_cls(f.cls, 'ENDO')
)
SELECT
  o.stay_id, o.psn_no, o.fixmedins_code, o.adm_date, o.dscg_date, o.main_diag, o.diag, o.oprn_code, o.oprn_name, c.name,
  c.any_fits AS secondary_fits
FROM compared AS c
JOIN operated AS o ON o.stay_id = c.stay_id AND o.oprn_code = c.oprn_code
LEFT JOIN scoped AS x
  ON x.stay_id = c.stay_id
  AND matches(c.oprn_code, '^(31[.]4|33[.]2|42[.]2|43[.]4|44[.]1|45[.][1-4]|48[.][23]|49[.]2|51[.][18]|52[.]1|56[.]3|57[.]3|68[.]1)')
WHERE c.prefixes >= 3 AND NOT c.main_fits AND x.stay_id IS NULL
