/*---
title: 与就诊记录的人员或机构不一致
severity: critical
needs: ["{table}", mdtrt_d]
each:
  - {table: setl_d, column: psn_no, id: setl_id, yuan: medfee_sumamt}
  - {table: setl_d, column: fixmedins_code, id: setl_id, yuan: medfee_sumamt}
  - {table: fee_list_d, column: psn_no, id: bkkp_sn, yuan: det_item_fee_sumamt}
  - {table: fee_list_d, column: fixmedins_code, id: bkkp_sn, yuan: det_item_fee_sumamt}
allow: 0
full: 0.02
advice: 同一次就诊的结算、明细应属同一人、同一机构；核对关联字段是否取错
---*/
SELECT count(*) FILTER (WHERE r.{column} <> m.{column}) AS bad, count(*) AS total,
  sum(r.{yuan}) FILTER (WHERE r.{column} <> m.{column}) AS yuan, min(r.{id}) FILTER (WHERE r.{column} <> m.{column}) AS example
FROM {table} AS r JOIN all_mdtrt_d AS m USING (mdtrt_id)
