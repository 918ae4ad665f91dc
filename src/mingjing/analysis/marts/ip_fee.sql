/*---
mart: ip_fee
title: 住院就诊费用合计
grain: [mdtrt_id]
doc: Sums of gross over the net lines of an inpatient encounter, by charge class.
columns:
  mdtrt_id: {type: VARCHAR, zh: 就诊ID, needs: [fee_list_d.mdtrt_id]}
  n_line: {type: BIGINT, zh: 净明细数, needs: [fee_list_d.bkkp_sn]}
  last_date: {type: DATE, zh: 最后费用日期, needs: [fee_list_d.fee_ocur_time]}
  gross: {type: 'DECIMAL(16,2)', zh: 明细总额, needs: [fee_list_d.det_item_fee_sumamt]}
  drug_amt: {type: 'DECIMAL(16,2)', zh: 药费（09、10、11）, needs: [fee_list_d.med_chrgitm_type]}
  lab_amt: {type: 'DECIMAL(16,2)', zh: 化验费（04）, needs: [fee_list_d.med_chrgitm_type]}
  exam_amt: {type: 'DECIMAL(16,2)', zh: 检查费（03）, needs: [fee_list_d.med_chrgitm_type]}
  treat_amt: {type: 'DECIMAL(16,2)', zh: 治疗费（05）, needs: [fee_list_d.med_chrgitm_type]}
  oprn_amt: {type: 'DECIMAL(16,2)', zh: 手术费（06）, needs: [fee_list_d.med_chrgitm_type]}
  mat_amt: {type: 'DECIMAL(16,2)', zh: 卫生材料费（08）, needs: [fee_list_d.med_chrgitm_type]}
  nurs_amt: {type: 'DECIMAL(16,2)', zh: 护理费（07）, needs: [fee_list_d.med_chrgitm_type]}
  bed_amt: {type: 'DECIMAL(16,2)', zh: 床位费（01）, needs: [fee_list_d.med_chrgitm_type]}
cases:
  - name: net lines of a stay are summed by charge class, outpatient lines are not
    given:
      fee_list_d:
        - {bkkp_sn: A, mdtrt_id: I1, med_chrgitm_type: "01", pric: 1}
        - {bkkp_sn: B, mdtrt_id: I1, med_chrgitm_type: "03", pric: 3}
        - {bkkp_sn: C, mdtrt_id: I1, med_chrgitm_type: "04", pric: 4}
        - {bkkp_sn: D, mdtrt_id: I1, med_chrgitm_type: "05", pric: 5}
        - {bkkp_sn: F, mdtrt_id: I1, med_chrgitm_type: "06", pric: 6}
        - {bkkp_sn: G, mdtrt_id: I1, med_chrgitm_type: "07", pric: 7}
        - {bkkp_sn: H, mdtrt_id: I1, med_chrgitm_type: "08", pric: 8}
        - {bkkp_sn: J, mdtrt_id: I1, med_chrgitm_type: "09", pric: 9, cnt: 2}
        - {bkkp_sn: K, mdtrt_id: I1, med_chrgitm_type: "09", pric: 9, cnt: -1, init_feedetl_sn: J}
        - {bkkp_sn: L, mdtrt_id: I1, med_chrgitm_type: "10", pric: 10, fee_ocur_time: "2026-03-08 10:00:00"}
        - {bkkp_sn: M, mdtrt_id: I1, med_chrgitm_type: "11", pric: 11}
        - {bkkp_sn: N, mdtrt_id: I1, med_chrgitm_type: null, pric: 100}
        - {bkkp_sn: Q, mdtrt_id: E1, med_chrgitm_type: "09", pric: 50}
    gives:
      - {mdtrt_id: I1, n_line: 11, last_date: 2026-03-08, gross: 164.00, bed_amt: 1.00, exam_amt: 3.00, lab_amt: 4.00, treat_amt: 5.00, oprn_amt: 6.00, nurs_amt: 7.00, mat_amt: 8.00, drug_amt: 30.00}
---*/
SELECT
  mdtrt_id,
  COUNT(*) AS n_line,
  MAX(svc_date) AS last_date,
  SUM(gross) AS gross,
  SUM(CASE WHEN chrg IN ('09', '10', '11') THEN gross ELSE 0 END) AS drug_amt,
  SUM(CASE WHEN chrg = '04' THEN gross ELSE 0 END) AS lab_amt,
  SUM(CASE WHEN chrg = '03' THEN gross ELSE 0 END) AS exam_amt,
  SUM(CASE WHEN chrg = '05' THEN gross ELSE 0 END) AS treat_amt,
  SUM(CASE WHEN chrg = '06' THEN gross ELSE 0 END) AS oprn_amt,
  SUM(CASE WHEN chrg = '08' THEN gross ELSE 0 END) AS mat_amt,
  SUM(CASE WHEN chrg = '07' THEN gross ELSE 0 END) AS nurs_amt,
  SUM(CASE WHEN chrg = '01' THEN gross ELSE 0 END) AS bed_amt
FROM fee_net
WHERE is_ip
GROUP BY mdtrt_id
