/*---
code: RXD-001
version: 2
title: 药品、耗材与医疗服务项目不符（关联缺失）
status: active
national_code: [GZ10000301001000, GZ10000303001000]
behaviour: fictitious_item
severity: 2
subject: fee
amount: all
scenes: [IP, OP]
stages: [2, 3]
law: [735-40-3, 735-38-4]
params:
  midnight_days: {type: integer, default: 1, unit: 日, source: 跨零点的操作次日记账；无官方数值，可按统筹区配置}
message: "{svc_date} 记收 {item_name} {checkout_cnt}（{need_set}），{scope_text}未见应有的医疗服务项目，涉及 {checkout_amt} 元。"
verify: 核对植入物标签和条码、麻醉与手术记录、影像申请和报告、出入库记录。
defence: 开封后未用；项目在外院完成；服务项目以打包价收取。
known_gaps: 应有项目取得很宽（整章），漏记个别项目不命中；细到品规的关联由本地行给出。
evidence: [need_set, scope_days, kp_ref]
cases:
  - name: 住院记收冠脉支架，全程没有介入手术
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: C0201012345, medins_list_name: 冠脉支架, cnt: 1, pric: 798, fee_ocur_time: "2026-03-03 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001102000020000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-05 10:00:00"}
    finds:
      - {checkout_amt: 798.00, checkout_cnt: 1, fund_amt: 638.40, sev_deg: 2, occurred_on: "2026-03-03", behaviour: fictitious_item, national_code: GZ10000303001000, bkkp_sns: [A], evidence: {need_set: 血管介入材料}}
  - name: 前一日做过介入手术
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: C0201012345, cnt: 1, pric: 798, fee_ocur_time: "2026-03-03 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003205000020000", cnt: 1, pric: 3000, fee_ocur_time: "2026-03-02 10:00:00"}
    finds: []
  - name: 介入手术由患者全部自费
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: C0201012345, cnt: 1, pric: 798, fee_ocur_time: "2026-03-03 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003205000020000", cnt: 1, pric: 3000, inscp_amt: 0, fulamt_ownpay_amt: 3000, fee_ocur_time: "2026-03-02 10:00:00"}
    finds: []
  - name: 介入手术已全部退费，支架没有退
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: C0201012345, cnt: 1, pric: 798}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "003205000020000", cnt: 1, pric: 3000}
        - {mdtrt_id: I1, bkkp_sn: C, med_list_codg: "003205000020000", cnt: -1, pric: 3000, init_feedetl_sn: B}
    finds:
      - {checkout_amt: 798.00, bkkp_sns: [A]}
  - name: 支架已退费
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: C0201012345, cnt: 1, pric: 798}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: C0201012345, cnt: -1, pric: 798, init_feedetl_sn: A}
    finds: []
  - name: 门诊记收造影剂，前后没有检查
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: XV08ABD001B002010100001, medins_list_name: 碘海醇注射液, cnt: 1, pric: 150}
        - {med_list_codg: "001102000020000", cnt: 1, pric: 20}
    finds:
      - {checkout_amt: 150.00, sev_deg: 2, national_code: GZ10000301001000, bkkp_sns: [A], evidence: {scope_days: 1}}
  - name: 造影剂两日前做过检查，限一日并容一日跨零点
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002103000010000", cnt: 1, pric: 300, fee_ocur_time: "2026-02-28 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: XV08ABD001B002010100001, cnt: 1, pric: 150}
    finds: []
  - name: 造影剂三日前做过检查
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002103000010000", cnt: 1, pric: 300, fee_ocur_time: "2026-02-27 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: XV08ABD001B002010100001, cnt: 1, pric: 150}
    finds:
      - {checkout_amt: 150.00}
  - name: 同一信用代码的分院做了检查
    given:
      fixmedins_b: [{fixmedins_code: H1, uscc: U}, {fixmedins_code: H2, uscc: U}]
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: H1, med_list_codg: "002103000010000", cnt: 1, pric: 300}
        - {mdtrt_id: E2, fixmedins_code: H2, med_list_codg: XV08ABD001B002010100001, cnt: 1, pric: 150}
    finds: []
  - name: 检查送外院
    given:
      fee_list_d: [{med_list_codg: XV08ABD001B002010100001, cnt: 1, pric: 150, etip_flag: "1"}]
    finds: []
  - name: 日间手术打包收费
    given:
      mdtrt_d: [{mdtrt_id: I1, med_type: "28"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: C0201012345, cnt: 1, pric: 798}]
    finds: []
  - name: 按单病种结算
    given:
      fee_list_d: [{mdtrt_id: I1, med_list_codg: C0201012345, cnt: 1, pric: 798}]
      setl_d: [{mdtrt_id: I1, clr_way: "2"}]
    finds: []
  - name: 新生儿的材料，手术记在母亲账上
    given:
      psn_info_b: [{psn_no: P, brdy: "2026-02-28"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: C0201012345, cnt: 1, pric: 798}]
    finds: []
  - name: 项目编码没有贯标的机构，无从核对服务项目，不作判断
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: C0201012345, cnt: 1, pric: 798}
        - {mdtrt_id: I1, med_list_codg: 自编手术, cnt: 1, pric: 3000}
    finds: []
---*/
WITH asked AS (
  SELECT
    f.*, COALESCE(optional(f.uscc), f.fixmedins_code) AS inst_key, COALESCE(s.stay_id, f.mdtrt_id) AS whole_id, k.need_set,
    k.scope_days, k.kp_ref, k.sev, k_soft(k, f) AS soft
  FROM fee_net AS f
  JOIN companion AS k ON k_match(k, f)
  LEFT JOIN stay_enc AS s ON s.mdtrt_id = f.mdtrt_id
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP') AND f.kind IN ('drug', 'cons') AND NOT f.x2
    AND k.role = 'x' AND f.med_type <> '28'
    AND optional(f.clr_way) IS DISTINCT FROM '2' AND optional(f.etip_flag) IS DISTINCT FROM '1'
), asked_person AS (
  SELECT DISTINCT psn_no FROM asked
), need AS (
  SELECT DISTINCT
    f.psn_no, COALESCE(s.stay_id, f.mdtrt_id) AS whole_id, COALESCE(optional(f.uscc), f.fixmedins_code) AS inst_key, f.svc_date,
    k.need_set
  FROM fee_net AS f
  JOIN asked_person AS a ON a.psn_no = f.psn_no
  JOIN companion AS k ON k_match(k, f)
  LEFT JOIN stay_enc AS s ON s.mdtrt_id = f.mdtrt_id
  WHERE k.role = 'need'
), met_inside AS (
  -- Nearly all are met in the same stay or visit; only the rest is compared date by date.
  SELECT DISTINCT a.bkkp_sn, a.need_set
  FROM asked AS a
  JOIN (SELECT DISTINCT psn_no, need_set, inst_key, whole_id FROM need) AS n
    ON n.psn_no = a.psn_no AND n.need_set = a.need_set AND n.inst_key = a.inst_key AND n.whole_id = a.whole_id
), unmet AS (
  SELECT a.bkkp_sn, a.need_set, a.psn_no, a.inst_key, a.svc_date, a.admdvs, a.scope_days
  FROM asked AS a
  LEFT JOIN met_inside AS m ON m.bkkp_sn = a.bkkp_sn AND m.need_set = a.need_set
  WHERE m.bkkp_sn IS NULL
), met AS (
  SELECT bkkp_sn, need_set FROM met_inside
  UNION ALL
  SELECT DISTINCT u.bkkp_sn, u.need_set
  FROM unmet AS u
  JOIN need AS n ON n.psn_no = u.psn_no AND n.need_set = u.need_set AND n.inst_key = u.inst_key
  WHERE ABS(days_between(u.svc_date, n.svc_date)) <= COALESCE(u.scope_days, 0) + param('midnight_days', u.svc_date, u.admdvs)
)
SELECT
  a.*,
  CASE
    WHEN a.scope_days IS NULL THEN '本次就诊'
    ELSE '前后 ' || CAST(a.scope_days AS VARCHAR) || ' 日及本次就诊'
  END AS scope_text,
  CASE a.kind WHEN 'drug' THEN 'GZ10000301001000' ELSE 'GZ10000303001000' END AS national_code,
  COALESCE(a.sev, 2) AS sev_deg
FROM asked AS a
LEFT JOIN met AS m ON m.bkkp_sn = a.bkkp_sn AND m.need_set = a.need_set
LEFT JOIN code_gap AS g ON g.fixmedins_code = a.fixmedins_code AND g.month = month_of(a.svc_date)
WHERE m.bkkp_sn IS NULL AND NOT COALESCE(g.item_gap, FALSE)
