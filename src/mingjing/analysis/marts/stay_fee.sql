/*---
mart: stay_fee
title: 住院费用特征
grain: [stay_id]
doc: >-
  What the lines of a stay say about its care, in one pass: how many lines and items, whether it was grave (blood,
  rescue, special or first-grade nursing), dialysis, tumour drugs or radiotherapy, the share of rehabilitation.
columns:
  stay_id: {type: VARCHAR, zh: 住院ID, needs: [mdtrt_d.mdtrt_id]}
  n_line: {type: BIGINT, zh: 明细数, needs: [fee_list_d.bkkp_sn]}
  n_item: {type: BIGINT, zh: 不同项目数, needs: [fee_list_d.med_list_codg]}
  gross: {type: 'DECIMAL(16,2)', zh: 明细总额, needs: [fee_list_d.det_item_fee_sumamt]}
  grave: {type: BOOLEAN, zh: 有输血、抢救、特级或Ⅰ级护理, needs: [fee_list_d.med_list_codg]}
  hd: {type: BOOLEAN, zh: 有血液净化, needs: [fee_list_d.med_list_codg]}
  onco: {type: BOOLEAN, zh: 有抗肿瘤药或放射治疗, needs: [fee_list_d.med_list_codg]}
  rehab_amt: {type: 'DECIMAL(16,2)', zh: 康复理疗金额, needs: [fee_list_d.med_list_codg, fee_list_d.det_item_fee_sumamt]}
  oprn_line: {type: BOOLEAN, zh: 有手术费明细, needs: [fee_list_d.med_chrgitm_type]}
cases:
  - name: lines, items and classes of a stay; what was refunded does not count
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-04 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "001109000010000", pric: 40}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "001109000010000", pric: 40}
        - {mdtrt_id: I1, bkkp_sn: C, med_list_codg: RX1, pric: 30}
        - {mdtrt_id: I1, bkkp_sn: D, med_list_codg: XL01AAA001A001010100001, pric: 90}
        - {mdtrt_id: I1, bkkp_sn: E, med_list_codg: BX1, pric: 90}
        - {mdtrt_id: I1, bkkp_sn: F, med_list_codg: BX1, pric: 90, cnt: -1, init_feedetl_sn: E}
    knowledge: {item_class: [{item_code: RX1, cls: REHAB, member: 1}, {item_code: BX1, cls: BLOOD, member: 1}]}
    gives:
      - {stay_id: I1, n_line: 4, n_item: 3, gross: 200.00, grave: false, hd: false, onco: true, rehab_amt: 30.00, oprn_line: false}
---*/
SELECT
  e.stay_id,
  COUNT(*) AS n_line,
  COUNT(DISTINCT f.item) AS n_item,
  SUM(f.gross) AS gross,
  bool_or(
    coalesce(has_cls(f.cls, 'BLOOD') OR has_cls(f.cls, 'RESCUE') OR has_cls(f.cls, 'NURS_HIGH'), FALSE)
  ) AS grave,
  bool_or(
    coalesce(has_cls(f.cls, 'HD') OR has_cls(f.cls, 'HDF') OR has_cls(f.cls, 'HP') OR has_cls(f.cls, 'CRRT'), FALSE)
  ) AS hd,
  bool_or(starts_with(f.item, 'XL01') OR starts_with(f.item, '0024')) AS onco,
  SUM(CASE WHEN has_cls(f.cls, 'REHAB') OR has_cls(f.cls, 'PHYS') THEN f.gross ELSE 0 END) AS rehab_amt,
  bool_or(coalesce(f.chrg = '06', FALSE)) AS oprn_line
FROM fee_net AS f
JOIN stay_enc AS e ON e.mdtrt_id = f.mdtrt_id
WHERE f.is_ip
GROUP BY e.stay_id
