/*---
code: PHA-008
version: 2
title: 个人账户超范围支付
status: active
behaviour: out_of_scope
severity: 1
subject: fee
amount: share
scenes: [PH, OP]
stages: [3]
law: [735-38-6, agreement]
message: "{svc_date} {item_name} 属{reason}，用个人账户支付 {checkout_amt} 元。"
verify: 到货架核对实物、包装批准文号和进货票据，询问购买人。
defence: 当地允许个人账户购买（如消毒用品）；名称相近的药品、医疗器械。
known_gaps: 当地准许个人账户支付的品种未录入时需现场排除；个人账户可支付本人及配偶、父母、子女的费用，付给谁不判断。
evidence: [reason, word, acct, list_type, cls, kp_ref]
cases:
  - name: 个人账户买洗发水
    given:
      setl_d: [{mdtrt_id: E, fixmedins_code: D, medfee_sumamt: 58, inscp_amt: 0, fund_pay_sumamt: 0, acct_pay: 58}]
      fee_list_d: [{mdtrt_id: E, fixmedins_code: D, bkkp_sn: A, med_list_codg: PHA00801, medins_list_name: 洗发水, list_type: "201", pric: 58, inscp_amt: 0, fulamt_ownpay_amt: 58}]
    finds:
      - {checkout_amt: 58.00, checkout_cnt: 1, sev_deg: 2, occurred_on: "2026-03-02", bkkp_sns: [A], evidence: {branch: [name], word: 洗发}}
  - name: 归为非医药用品的编码，属事实
    given:
      setl_d: [{mdtrt_id: E, fixmedins_code: D, medfee_sumamt: 30, inscp_amt: 0, fund_pay_sumamt: 0, acct_pay: 30}]
      fee_list_d: [{mdtrt_id: E, fixmedins_code: D, med_list_codg: PHA00802, medins_list_name: 某贴, list_type: "201", pric: 30, inscp_amt: 0}]
    knowledge:
      item_class: [{item_code: PHA00802, cls: NONMED, member: 1}]
    finds:
      - {checkout_amt: 30.00, sev_deg: 1, evidence: {branch: [class]}}
  - name: 自制剂类目录而目录中没有的品种
    given:
      setl_d: [{mdtrt_id: E, fixmedins_code: D, medfee_sumamt: 20, inscp_amt: 0, fund_pay_sumamt: 0, acct_pay: 20}]
      fee_list_d: [{mdtrt_id: E, fixmedins_code: D, med_list_codg: PHA00803, medins_list_name: 某膏, list_type: "105", pric: 20, inscp_amt: 0}]
      hilist_b: [{hilist_code: PHA00899, begndate: "2020-01-01", list_type: "105", hilist_name: 别的, chrgitm_lv: "02"}]
    finds:
      - {checkout_amt: 20.00, sev_deg: 1, evidence: {branch: [list]}}
  - name: 个人账户只付了一部分，以账户支出为限
    given:
      setl_d: [{mdtrt_id: E, fixmedins_code: D, medfee_sumamt: 100, inscp_amt: 0, fund_pay_sumamt: 0, acct_pay: 40}]
      fee_list_d:
        - {mdtrt_id: E, fixmedins_code: D, bkkp_sn: A, med_list_codg: PHA00804, medins_list_name: 沐浴露, pric: 60, inscp_amt: 0}
        - {mdtrt_id: E, fixmedins_code: D, bkkp_sn: B, med_list_codg: PHA00804, medins_list_name: 沐浴露, pric: 40, inscp_amt: 0}
    finds:
      - {checkout_amt: 40.00, checkout_cnt: 2, bkkp_sns: [A, B], evidence: {acct: 40}}
  - name: 血压计是医疗器械
    given:
      setl_d: [{mdtrt_id: E, fixmedins_code: D, medfee_sumamt: 198, inscp_amt: 0, fund_pay_sumamt: 0, acct_pay: 198}]
      fee_list_d: [{mdtrt_id: E, fixmedins_code: D, med_list_codg: C0100000000000000001, medins_list_name: 血压计, list_type: "301", pric: 198, inscp_amt: 0}]
    finds: []
  - name: 名称带国药准字，是药品
    given:
      setl_d: [{mdtrt_id: E, fixmedins_code: D, medfee_sumamt: 58, inscp_amt: 0, fund_pay_sumamt: 0, acct_pay: 58}]
      fee_list_d: [{mdtrt_id: E, fixmedins_code: D, med_list_codg: PHA00805, medins_list_name: 二硫化硒洗发剂（国药准字H32020001）, list_type: "101", pric: 58, inscp_amt: 0}]
    finds: []
  - name: 洗发水由现金支付，没有用个人账户
    given:
      setl_d: [{mdtrt_id: E, fixmedins_code: D, medfee_sumamt: 58, inscp_amt: 0, fund_pay_sumamt: 0, acct_pay: 0}]
      fee_list_d: [{mdtrt_id: E, fixmedins_code: D, med_list_codg: PHA00801, medins_list_name: 洗发水, pric: 58, inscp_amt: 0}]
    finds: []
  - name: 洗发水已退货
    given:
      setl_d: [{mdtrt_id: E, fixmedins_code: D, medfee_sumamt: 58, inscp_amt: 0, fund_pay_sumamt: 0, acct_pay: 58}]
      fee_list_d:
        - {mdtrt_id: E, fixmedins_code: D, bkkp_sn: A, med_list_codg: PHA00801, medins_list_name: 洗发水, pric: 58, inscp_amt: 0}
        - {mdtrt_id: E, fixmedins_code: D, bkkp_sn: B, med_list_codg: PHA00801, medins_list_name: 洗发水, cnt: -1, pric: 58, inscp_amt: 0, init_feedetl_sn: A}
    finds: []
  - name: 项目名称未填
    given:
      setl_d: [{mdtrt_id: E, fixmedins_code: D, medfee_sumamt: 58, inscp_amt: 0, fund_pay_sumamt: 0, acct_pay: 58}]
      fee_list_d: [{mdtrt_id: E, fixmedins_code: D, med_list_codg: PHA00801, medins_list_name: null, pric: 58, inscp_amt: 0}]
    finds: []
---*/
WITH listed AS (
  SELECT DISTINCT hilist_code FROM hilist_b
), delivered AS (
  SELECT COUNT(*) AS codes FROM listed
), named AS (
  -- A payable item whose own name has the word (a capsule against chloasma) is no disguise.
  SELECT DISTINCT h.hilist_code, w.word
  FROM hilist_b AS h
  JOIN nonmed_word AS w ON contains(h.hilist_name, w.word)
  WHERE h.chrgitm_lv IN ('01', '02')
), met AS (
  SELECT f.*, 'class' AS branch, 1 AS sev_deg, '非医药用品' AS reason, CAST(NULL AS VARCHAR) AS word,
    CAST(NULL AS VARCHAR) AS kp_ref
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.has_acct AND f.gross > 0 AND f.scene IN ('PH', 'OP')
    AND (f.kind IS NULL OR f.kind <> 'cons')
    AND has_cls(f.cls, 'NONMED')
  UNION ALL
  SELECT f.*, 'list' AS branch, 1 AS sev_deg, '医保目录以外的品种' AS reason, CAST(NULL AS VARCHAR) AS word,
    CAST(NULL AS VARCHAR) AS kp_ref
  FROM fee_net AS f
  CROSS JOIN delivered AS d
  LEFT JOIN listed AS h ON h.hilist_code = f.med_list_codg
  WHERE f.in_scope AND f.settled AND f.has_acct AND f.gross > 0 AND f.scene IN ('PH', 'OP')
    AND (f.kind IS NULL OR f.kind <> 'cons')
    AND optional(f.list_type) = '105' AND h.hilist_code IS NULL AND d.codes > 0
  UNION ALL
  SELECT f.*, 'name' AS branch, 2 AS sev_deg, '非医药用品（名称含“' || w.word || '”）' AS reason, w.word, w.kp_ref
  FROM fee_net AS f
  JOIN nonmed_name AS w
    ON optional(w.item_name) = optional(f.item_name) AND w.kreg = f.kreg AND f.svc_date >= w.k_from AND f.svc_date < w.k_to
  LEFT JOIN named AS n ON n.hilist_code = f.med_list_codg AND n.word = w.word
  WHERE f.in_scope AND f.settled AND f.has_acct AND f.gross > 0 AND f.scene IN ('PH', 'OP')
    AND (f.kind IS NULL OR f.kind <> 'cons')
    AND n.hilist_code IS NULL
), found AS (
  -- An approval number in the name tells a medicine or a device.
  SELECT m.* FROM met AS m
  WHERE NOT coalesce(contains(optional(m.item_name), '国药准字') OR contains(optional(m.item_name), '械字'), FALSE)
), billed AS (
  SELECT setl_id, CAST(SUM(gross) AS DECIMAL(16,2)) AS hit_gross
  FROM (SELECT DISTINCT setl_id, bkkp_sn, gross FROM found) AS line
  GROUP BY setl_id
)
SELECT
  f.*, t.acct,
  CASE WHEN b.hit_gross > t.acct THEN prorate(f.gross, t.acct, b.hit_gross) ELSE f.gross END AS hit_amt
FROM found AS f
JOIN setl_net AS t ON t.setl_id = f.setl_id
JOIN billed AS b ON b.setl_id = f.setl_id
WHERE t.acct > 0
