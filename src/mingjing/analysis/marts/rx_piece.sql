/*---
mart: rx_piece
title: 处方中的饮片
grain: [bkkp_sn]
doc: >-
  Lines of herbal pieces (list_type 102) with their prescription. piece is the drug that tcm_piece names, by
  national code, else by the institution's name without what stands in brackets; null for pieces that no check
  asks for. grams is null when the unit is not a weight. doses: the number of doses of the prescription, else
  its longest prd_days, taken from its pieces only.
columns:
  bkkp_sn: {type: VARCHAR, zh: 记账流水号, needs: [fee_list_d.bkkp_sn]}
  mdtrt_id: {type: VARCHAR, zh: 就诊ID, needs: [fee_list_d.mdtrt_id]}
  setl_id: {type: VARCHAR, zh: 净结算ID, needs: [setl_d.setl_id]}
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [fee_list_d.psn_no]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [fee_list_d.fixmedins_code]}
  admdvs: {type: VARCHAR, zh: 机构归属医保区划, needs: [fixmedins_b.fix_blng_admdvs]}
  kreg: {type: BIGINT, zh: 知识地区类, needs: [fixmedins_b.fix_blng_admdvs]}
  rx_key: {type: VARCHAR, zh: 处方键（处方号，没有则为开单医师，再没有为空文本）, needs: [fee_list_d.bilg_dr_code]}
  svc_date: {type: DATE, zh: 费用发生日期, needs: [fee_list_d.fee_ocur_time]}
  item: {type: VARCHAR, zh: 国家编码, needs: [fee_list_d.med_list_codg]}
  item_name: {type: VARCHAR, zh: 机构项目名称, needs: [fee_list_d.medins_list_name]}
  piece: {type: VARCHAR, zh: 药味, needs: [fee_list_d.med_list_codg]}
  cnt: {type: 'DECIMAL(16,4)', zh: 数量, needs: [fee_list_d.cnt]}
  pric: {type: 'DECIMAL(16,6)', zh: 单价, needs: [fee_list_d.pric]}
  gross: {type: 'DECIMAL(16,2)', zh: 明细金额, needs: [fee_list_d.det_item_fee_sumamt]}
  amt: {type: 'DECIMAL(16,2)', zh: 医保范围内金额, needs: [fee_list_d.det_item_fee_sumamt]}
  grams: {type: 'DECIMAL(16,4)', zh: 克数（单位不是重量的为空）, needs: [fee_list_d.cnt_unt]}
  doses: {type: 'DECIMAL(16,4)', zh: 剂数（没有则为最大周期天数）}
  external: {type: BOOLEAN, zh: 就诊有中医外治项目}
  settled: {type: BOOLEAN, zh: 已结算, needs: [setl_d.setl_id]}
cases:
  - name: pieces are known by code or by the name before brackets; only weights give grams; doses are those of the prescription
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: T000700200, medins_list_name: 公丁香(净), cnt: 21, cnt_unt: g, rx_drord_no: R, tcm_doses: 7}
        - {bkkp_sn: B, med_list_codg: T100000001, medins_list_name: 制川乌（先煎）, cnt: 2, cnt_unt: 千克, rx_drord_no: R}
        - {bkkp_sn: C, med_list_codg: T100000002, medins_list_name: 茯苓, cnt: 7, cnt_unt: 袋, rx_drord_no: R}
        - {bkkp_sn: D, med_list_codg: T100000003, medins_list_name: 细辛, cnt: 9, rx_drord_no: Q, prd_days: 3}
    gives:
      - {bkkp_sn: A, piece: 丁香, grams: 21, doses: 7, rx_key: R}
      - {bkkp_sn: B, piece: 制川乌, grams: 2000, doses: 7}
      - {bkkp_sn: C, piece: null, grams: null, doses: 7}
      - {bkkp_sn: D, piece: 细辛, grams: null, doses: 3, rx_key: Q}
  - name: returned pieces and granules are not in it
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: T100000002, cnt: 7, rx_drord_no: R}
        - {bkkp_sn: B, med_list_codg: T100000002, cnt: -7, init_feedetl_sn: A}
        - {bkkp_sn: C, med_list_codg: T100000003, list_type: "106", rx_drord_no: R}
    gives: []
---*/
WITH piece_line AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.kreg,
    COALESCE(f.rx_no, f.bilg_dr, '') AS rx_key, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross, f.amt,
    LOWER(TRIM(f.cnt_unt)) AS unit, f.tcm_doses, f.prd_days, f.settled,
    TRIM(remove_matches(f.item_name, '[（(].*$')) AS bare_name
  FROM fee_net AS f
  WHERE f.list_type = '102' AND f.in_scope
), outside AS (
  SELECT DISTINCT f.mdtrt_id FROM fee_net AS f WHERE has_cls(f.cls, 'EXTERNAL_TCM')
)
SELECT
  p.bkkp_sn,
  p.mdtrt_id,
  p.setl_id,
  p.psn_no,
  p.fixmedins_code,
  p.admdvs,
  p.kreg,
  p.rx_key,
  p.svc_date,
  p.item,
  p.item_name,
  COALESCE(c.piece, n.piece) AS piece,
  p.cnt,
  p.pric,
  p.gross,
  p.amt,
  CASE
    WHEN p.unit IN ('g', '克') THEN p.cnt
    WHEN p.unit IN ('kg', '千克', '公斤') THEN p.cnt * 1000
    WHEN p.unit IN ('10g', '10克') THEN p.cnt * 10
  END AS grams,
  COALESCE(
    MAX(p.tcm_doses) OVER (PARTITION BY p.mdtrt_id, p.rx_key, p.svc_date),
    MAX(p.prd_days) OVER (PARTITION BY p.mdtrt_id, p.rx_key, p.svc_date)
  ) AS doses,
  o.mdtrt_id IS NOT NULL AS external,
  p.settled
FROM piece_line AS p
LEFT JOIN tcm_piece AS c
  ON c.item_code = p.item AND c.kreg = p.kreg AND p.svc_date >= c.k_from AND p.svc_date < c.k_to
LEFT JOIN tcm_piece AS n
  ON n.item_code IS NULL AND n.name = p.bare_name AND n.kreg = p.kreg AND p.svc_date >= n.k_from
  AND p.svc_date < n.k_to
LEFT JOIN outside AS o ON o.mdtrt_id = p.mdtrt_id
