/*---
title: 明细金额与各部分之和不符
severity: minor
needs: [fee_list_d.inscp_amt, fee_list_d.fulamt_ownpay_amt, fee_list_d.overlmt_selfpay, fee_list_d.preselfpay_amt]
each: [{table: fee_list_d, column: inscp_amt}]
allow: 0.005
full: 0.3
advice: 明细金额应等于符合范围、全自费、超限价自费、先行自付之和（容差 0.05 元）
---*/
SELECT count(*) FILTER (WHERE differs) AS bad, count(*) AS total, sum(det_item_fee_sumamt) FILTER (WHERE differs) AS yuan,
  min(bkkp_sn) FILTER (WHERE differs) AS example
FROM (
  SELECT bkkp_sn, det_item_fee_sumamt, abs(
    inscp_amt + fulamt_ownpay_amt + overlmt_selfpay + preselfpay_amt - det_item_fee_sumamt) > 0.05 AS differs
  FROM fee_list_d
  WHERE inscp_amt IS NOT NULL AND fulamt_ownpay_amt IS NOT NULL AND overlmt_selfpay IS NOT NULL AND preselfpay_amt IS NOT NULL
)
