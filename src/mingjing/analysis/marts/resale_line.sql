/*---
mart: resale_line
title: 易倒卖药品明细
grain: [bkkp_sn]
doc: >-
  Lines of drugs that watch_item calls easily resold (kind resale), bought outside stays and paid by the fund or the
  account. Lines under a registered chronic disease (14*, 9901) are left out: their quantity has its own limit.
columns:
  bkkp_sn: {type: VARCHAR, zh: 记账流水号, needs: [fee_list_d.bkkp_sn]}
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [fee_list_d.psn_no]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [fee_list_d.fixmedins_code]}
  inst_key: {type: VARCHAR, zh: 同一机构的键, needs: [fee_list_d.fixmedins_code]}
  svc_date: {type: DATE, zh: 费用发生日期, needs: [fee_list_d.fee_ocur_time]}
  period: {type: VARCHAR, zh: 月份, needs: [fee_list_d.fee_ocur_time]}
  period_no: {type: BIGINT, zh: 月份序号}
  grp: {type: VARCHAR, zh: 品种名称, needs: [fee_list_d.medins_list_name]}
  max_qty_30: {type: 'DECIMAL(16,4)', zh: 30 日数量上限}
  kp_ref: {type: VARCHAR, zh: 依据的知识行}
  cnt: {type: 'DECIMAL(16,4)', zh: 数量, needs: [fee_list_d.cnt]}
cases:
  - name: bought for oneself at a shop, not under a chronic disease, not in a stay
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}, {mdtrt_id: E2, fixmedins_code: D, med_type: "1402"}, {mdtrt_id: I1}]
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, cnt: 3}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸}
        - {mdtrt_id: I1, bkkp_sn: C, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸}
        - {mdtrt_id: E1, bkkp_sn: F, med_list_codg: ZA07AAA0061010100166, medins_list_name: 牛黄解毒片}
    gives:
      - {bkkp_sn: A, grp: 安宫牛黄丸, cnt: 3, period: 2026-03, period_no: 24315}
---*/
SELECT
  f.bkkp_sn, f.psn_no, f.fixmedins_code, i.inst_key, f.svc_date, month_of(f.svc_date) AS period,
  year_of(f.svc_date) * 12 + CAST(RIGHT(month_of(f.svc_date), 2) AS BIGINT) AS period_no, w.grp, w.max_qty_30, w.kp_ref, f.cnt
FROM fee_net AS f
JOIN watch_name AS w
  ON w.kind = 'resale' AND w.item = f.item AND w.item_name = COALESCE(f.item_name, '') AND w.kreg = f.kreg
  AND f.svc_date >= w.k_from AND f.svc_date < w.k_to
JOIN inst AS i ON i.fixmedins_code = f.fixmedins_code
WHERE f.in_scope AND f.settled AND (f.amt > 0 OR f.has_acct) AND f.kind = 'drug' AND f.scene IN ('PH', 'OP', 'NET')
  AND NOT starts_with(f.med_type, '14') AND f.med_type <> '9901'
