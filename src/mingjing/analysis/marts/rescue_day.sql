/*---
mart: rescue_day
title: 抢救日
grain: [mdtrt_id, svc_date]
doc: Encounter and date with a surviving line of class RESCUE (rule X1).
columns:
  mdtrt_id: {type: VARCHAR, zh: 就诊ID, needs: [fee_list_d.mdtrt_id]}
  svc_date: {type: DATE, zh: 费用发生日期, needs: [fee_list_d.fee_ocur_time]}
cases:
  - name: a rescue line counts on its own date, a refunded or cancelled one does not
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: R0001, setl_id: S1, fee_ocur_time: "2025-05-01 23:59:59"}
        - {bkkp_sn: B, med_list_codg: R0001, setl_id: S1, fee_ocur_time: "2025-05-02 09:00:00", cnt: 2}
        - {bkkp_sn: C, med_list_codg: R0001, setl_id: S1, cnt: -2, init_feedetl_sn: B}
        - {bkkp_sn: D, med_list_codg: R0001, setl_id: S2, fee_ocur_time: "2025-05-03 09:00:00"}
        - {bkkp_sn: F, med_list_codg: R0002, setl_id: S1, fee_ocur_time: "2025-05-04 09:00:00"}
      setl_d: [{setl_id: S1, medfee_sumamt: 10.00}, {setl_id: S2, medfee_sumamt: 10.00, refd_setl_flag: "1"}]
    knowledge: {item_class: [{item_code: R0001, cls: RESCUE, member: 1}, {item_code: R0002, cls: BED, member: 1}]}
    gives: [{mdtrt_id: E, svc_date: 2025-05-01}]
---*/
SELECT DISTINCT f.mdtrt_id, as_date(f.fee_ocur_time) AS svc_date
FROM fee_list_d AS f
JOIN (SELECT DISTINCT med_list_codg FROM item_dim WHERE has_cls(cls, 'RESCUE')) AS c ON c.med_list_codg = f.med_list_codg
LEFT JOIN inst AS i ON i.fixmedins_code = f.fixmedins_code
JOIN item_dim AS k ON k.med_list_codg = f.med_list_codg AND k.kreg = COALESCE(i.kreg, 0) AND has_cls(k.cls, 'RESCUE')
LEFT JOIN line_net AS n ON n.bkkp_sn = f.bkkp_sn
LEFT JOIN setl_dead AS d ON d.setl_id = f.setl_id
WHERE f.cnt > 0
  AND COALESCE(f.vali_flag, '1') <> '0'
  AND COALESCE(n.net_cnt, f.cnt) > 0.00005
  AND d.setl_id IS NULL
