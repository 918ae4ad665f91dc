/*---
mart: rx_diag
title: 药店购药所凭处方的诊断
grain: [mdtrt_id]
doc: >-
  The diagnoses of the encounters at which a person's pharmacy purchase was prescribed: the purchase's sales rows
  (selinfo_d) name a prescription that a fee line of the person carries elsewhere. Purchases without one are not here.
columns:
  mdtrt_id: {type: VARCHAR, zh: 购药的就诊ID, needs: [selinfo_d.rxno]}
  diag: {type: VARCHAR, zh: 开方就诊的诊断列表, needs: [selinfo_d.rxno]}
cases:
  - name: the sale names a prescription that an outpatient line of the person carries
    given:
      setl_list_diag_d: [{mdtrt_id: E1, diag_code: I10.x00}, {mdtrt_id: E1, diag_code: E11.900}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XC10AAA001A001010100001, rx_drord_no: R1}
        - {mdtrt_id: E2, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001}
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, sel_retn_cnt: 1, sel_retn_time: "2026-03-02 10:00:00", setl_id: SE2, rxno: R1}
    gives:
      - {mdtrt_id: E2, diag: "|E11.900|I10.X00|"}
  - name: another person's prescription of the same number does not count
    given:
      setl_list_diag_d: [{mdtrt_id: E1, diag_code: I10.x00}]
      fee_list_d:
        - {mdtrt_id: E1, psn_no: P2, med_list_codg: XC10AAA001A001010100001, rx_drord_no: R1}
        - {mdtrt_id: E2, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001}
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, sel_retn_cnt: 1, sel_retn_time: "2026-03-02 10:00:00", setl_id: SE2, rxno: R1}
    gives: []
---*/
WITH sold AS (
  SELECT DISTINCT n.mdtrt_id, n.psn_no, s.rxno
  FROM selinfo_d AS s
  JOIN setl_net AS n ON n.setl_id = s.setl_id
  JOIN enc AS e ON e.mdtrt_id = n.mdtrt_id
  WHERE s.rxno IS NOT NULL AND e.scene = 'PH'
), prescribed AS (
  SELECT DISTINCT o.mdtrt_id, f.mdtrt_id AS source_id
  FROM fee_net AS f
  JOIN sold AS o ON o.psn_no = f.psn_no AND o.rxno = f.rx_no
  -- By one key first: then only the lines that can match are read whole.
  WHERE f.scene <> 'PH' AND f.rx_no IN (SELECT rxno FROM sold)
)
SELECT p.mdtrt_id, joined(d.diag) AS diag
FROM prescribed AS p
JOIN enc_diag AS d ON d.mdtrt_id = p.source_id
GROUP BY p.mdtrt_id
