/*---
mart: setl_several
title: 就诊有多次结算的净结算
grain: [setl_id]
doc: >-
  The net settlements of encounters that have more than one, or none that counts (all of setl_type 3): few. Of a line
  of such an encounter its own settlement number decides; any other encounter carries its only settlement itself.
columns:
  setl_id: {type: VARCHAR, zh: 净结算ID, needs: [setl_d.setl_id]}
  mdtrt_id: {type: VARCHAR, zh: 就诊ID, needs: [setl_d.mdtrt_id]}
  insutype: {type: VARCHAR, zh: 险种, needs: [setl_d.insutype]}
  insu_admdvs: {type: VARCHAR, zh: 参保区划}
  pay_loc: {type: VARCHAR, zh: 支付地点类别, needs: [setl_d.pay_loc]}
  cert: {type: VARCHAR, zh: 就诊凭证类型, needs: [setl_d.mdtrt_cert_type]}
  clr_way: {type: VARCHAR, zh: 清算方式, needs: [setl_d.clr_way]}
  has_fund: {type: BOOLEAN, zh: 由基金支付, needs: [setl_d.fund_pay_sumamt]}
  has_acct: {type: BOOLEAN, zh: 有个人账户支出}
  in_scope: {type: BOOLEAN, zh: 在筛查范围内}
cases:
  - name: both settlements of one encounter, not the only one of another
    given:
      mdtrt_d: [{mdtrt_id: E1}, {mdtrt_id: E2}]
      setl_d:
        - {setl_id: S1, mdtrt_id: E1, medfee_sumamt: 10.00, fund_pay_sumamt: 8.00, acct_pay: 0}
        - {setl_id: S2, mdtrt_id: E1, medfee_sumamt: 20.00, fund_pay_sumamt: 0, acct_pay: 5.00}
        - {setl_id: S3, mdtrt_id: E2, medfee_sumamt: 30.00}
    gives:
      - {setl_id: S1, mdtrt_id: E1, has_fund: true, has_acct: false}
      - {setl_id: S2, mdtrt_id: E1, has_fund: false, has_acct: true}
  - name: the only settlement of an encounter when it is one that does not count
    given:
      mdtrt_d: [{mdtrt_id: E1}]
      setl_d: [{setl_id: S1, mdtrt_id: E1, medfee_sumamt: 10.00, setl_type: "3"}]
    gives: [{setl_id: S1, in_scope: false}]
---*/
SELECT
  s.setl_id, s.mdtrt_id, s.insutype, s.insu_admdvs, s.pay_loc, s.cert, s.clr_way, s.fund > 0 AS has_fund,
  s.acct > 0 AS has_acct, s.in_scope
FROM setl_net AS s
JOIN enc AS e ON e.mdtrt_id = s.mdtrt_id
WHERE e.n_setl_all > 1 OR e.n_setl = 0
