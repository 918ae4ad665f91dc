/*---
code: CHG-012
version: 1
title: 项目、耗材、设施串换
status: active
behaviour: substitution
severity: 2
subject: fee
grain: [found_in, item]
amount: difference
scenes: [IP, OP]
stages: [2, 3]
law: [735-38-4]
params:
  min_hits: {type: integer, default: 5, unit: 次, source: 一季内诊断或科室不符的就诊少于此数的不列；无官方数值，可按统筹区配置}
  min_billed: {type: integer, default: 30, unit: 次, source: 一季内收取该项目达到此数才与同类机构比较；无官方数值，可按统筹区配置}
  min_peers: {type: integer, default: 8, unit: 家, source: 同类机构至少家数；无官方数值，可按统筹区配置}
message: "{occurred_on} {item_name}（{sub_id}）{reason}，疑为串换，差额 {checkout_amt} 元。"
verify: 核对设备、试剂、耗材台账和操作记录，确认实际提供的是哪一项服务。
defence: 确按高一级项目实施，诊断或科室登记不全；或本机构只具备该设备。
known_gaps: 应收项目没有限价、本机构也没有收过的，不计金额；机构间比较只提示方向，金额为估算。
evidence: [sub_id, reason, quarter, hit_cnt, billed_cnt, true_cnt, peer_level, peer_cnt, peer_share, share, limit_price, kp_ref]
cases:
  - name: 一季五次按心脏电生理射频消融收费，都没有心律失常诊断，没有应收项目的价格
    given:
      mdtrt_d:
        - {mdtrt_id: I1, dscg_maindiag_code: M51.2}
        - {mdtrt_id: I2, psn_no: P2, dscg_maindiag_code: M51.2}
        - {mdtrt_id: I3, psn_no: P3, dscg_maindiag_code: M51.2}
        - {mdtrt_id: I4, psn_no: P4, dscg_maindiag_code: G50.0}
        - {mdtrt_id: I5, psn_no: P5, dscg_maindiag_code: G50.0}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003107020040000", cnt: 1, pric: 3000}
        - {mdtrt_id: I2, bkkp_sn: B, med_list_codg: "003107020040000", cnt: 1, pric: 3000}
        - {mdtrt_id: I3, bkkp_sn: C, med_list_codg: "003107020040000", cnt: 1, pric: 3000}
        - {mdtrt_id: I4, bkkp_sn: D, med_list_codg: "003107020040000", cnt: 1, pric: 3000}
        - {mdtrt_id: I5, bkkp_sn: E, med_list_codg: "003107020040000", cnt: 1, pric: 3000}
    finds:
      - {checkout_amt: null, amount_basis: none, sev_deg: 2, occurred_on: "2026-03-02", bkkp_sns: [A], evidence: {branch: [a], hit_cnt: 5, kp_ref: PL37}}
      - {checkout_amt: null, bkkp_sns: [B]}
      - {checkout_amt: null, bkkp_sns: [C]}
      - {checkout_amt: null, bkkp_sns: [D]}
      - {checkout_amt: null, bkkp_sns: [E]}
  - name: 一季只有四次，另一次有心房颤动诊断
    given:
      mdtrt_d:
        - {mdtrt_id: I1, dscg_maindiag_code: M51.2}
        - {mdtrt_id: I2, psn_no: P2, dscg_maindiag_code: M51.2}
        - {mdtrt_id: I3, psn_no: P3, dscg_maindiag_code: M51.2}
        - {mdtrt_id: I4, psn_no: P4, dscg_maindiag_code: G50.0}
        - {mdtrt_id: I5, psn_no: P5, dscg_maindiag_code: I48.0}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003107020040000", cnt: 1, pric: 3000}
        - {mdtrt_id: I2, med_list_codg: "003107020040000", cnt: 1, pric: 3000}
        - {mdtrt_id: I3, med_list_codg: "003107020040000", cnt: 1, pric: 3000}
        - {mdtrt_id: I4, med_list_codg: "003107020040000", cnt: 1, pric: 3000}
        - {mdtrt_id: I5, med_list_codg: "003107020040000", cnt: 1, pric: 3000}
    finds: []
  - name: 第五次已退费，只剩四次
    given:
      mdtrt_d:
        - {mdtrt_id: I1, dscg_maindiag_code: D17.1}
        - {mdtrt_id: I2, psn_no: P2, dscg_maindiag_code: D17.1}
        - {mdtrt_id: I3, psn_no: P3, dscg_maindiag_code: D17.1}
        - {mdtrt_id: I4, psn_no: P4, dscg_maindiag_code: D17.1}
        - {mdtrt_id: I5, psn_no: P5, dscg_maindiag_code: D17.1}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003310080170000", cnt: 1, pric: 900}
        - {mdtrt_id: I2, med_list_codg: "003310080170000", cnt: 1, pric: 900}
        - {mdtrt_id: I3, med_list_codg: "003310080170000", cnt: 1, pric: 900}
        - {mdtrt_id: I4, med_list_codg: "003310080170000", cnt: 1, pric: 900}
        - {mdtrt_id: I5, bkkp_sn: E, med_list_codg: "003310080170000", cnt: 1, pric: 900}
        - {mdtrt_id: I5, med_list_codg: "003310080170000", cnt: -1, pric: 900, init_feedetl_sn: E}
    finds: []
  - name: 体表脂肪瘤五次按腹壁肿瘤切除收费，应收项目有限价；没有诊断的一次不判断
    given:
      hilist_lmtpric_d:
        - {hilist_code: "003316020040000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 200}
      mdtrt_d:
        - {mdtrt_id: I0, psn_no: P0, dscg_maindiag_code: D17.1}
        - {mdtrt_id: I1, dscg_maindiag_code: D17.1}
        - {mdtrt_id: I2, psn_no: P2, dscg_maindiag_code: D17.1}
        - {mdtrt_id: I3, psn_no: P3, dscg_maindiag_code: D17.1}
        - {mdtrt_id: I4, psn_no: P4, dscg_maindiag_code: D17.1}
        - {mdtrt_id: I5, psn_no: P5, dscg_maindiag_code: D17.1}
        - {mdtrt_id: I6, psn_no: P6, dscg_maindiag_code: null}
      fee_list_d:
        - {mdtrt_id: I0, med_list_codg: "003316020040000", cnt: 1, pric: 180}
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003310080170000", cnt: 1, pric: 900}
        - {mdtrt_id: I2, bkkp_sn: B, med_list_codg: "003310080170000", cnt: 1, pric: 900}
        - {mdtrt_id: I3, bkkp_sn: C, med_list_codg: "003310080170000", cnt: 1, pric: 900}
        - {mdtrt_id: I4, bkkp_sn: D, med_list_codg: "003310080170000", cnt: 1, pric: 900}
        - {mdtrt_id: I5, bkkp_sn: E, med_list_codg: "003310080170000", cnt: 1, pric: 900}
        - {mdtrt_id: I6, bkkp_sn: F, med_list_codg: "003310080170000", cnt: 1, pric: 900}
    finds:
      - {checkout_amt: 700.00, checkout_cnt: 1, fund_amt: 560.00, sev_deg: 2, amount_basis: lines, bkkp_sns: [A]}
      - {checkout_amt: 700.00, bkkp_sns: [B]}
      - {checkout_amt: 700.00, bkkp_sns: [C]}
      - {checkout_amt: 700.00, bkkp_sns: [D]}
      - {checkout_amt: 700.00, bkkp_sns: [E]}
  - name: 本地规定只能在康复科实施的项目，五次在外科实施，应收项目按本机构的价格
    given: 
      fee_list_d:
        - {mdtrt_id: E0, psn_no: P0, med_list_codg: "009900000000062", cnt: 1, pric: 30}
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: "009900000000061", cnt: 1, pric: 100, acord_dept_codg: A04}
        - {mdtrt_id: E2, psn_no: P2, bkkp_sn: B, med_list_codg: "009900000000061", cnt: 1, pric: 100, acord_dept_codg: A04}
        - {mdtrt_id: E3, psn_no: P3, bkkp_sn: C, med_list_codg: "009900000000061", cnt: 1, pric: 100, acord_dept_codg: A04}
        - {mdtrt_id: E4, psn_no: P4, bkkp_sn: D, med_list_codg: "009900000000061", cnt: 1, pric: 100, acord_dept_codg: A04}
        - {mdtrt_id: E5, psn_no: P5, bkkp_sn: E, med_list_codg: "009900000000061", cnt: 1, pric: 100, acord_dept_codg: A04}
        - {mdtrt_id: E6, psn_no: P6, bkkp_sn: F, med_list_codg: "009900000000061", cnt: 1, pric: 100, acord_dept_codg: A21.01}
        - {mdtrt_id: E7, psn_no: P7, bkkp_sn: G, med_list_codg: "009900000000061", cnt: 1, pric: 100, acord_dept_codg: null}
    knowledge:
      substitution:
        - {sub_id: 本地康复, role: billed, item_code: "009900000000061", test: dept}
        - {sub_id: 本地康复, role: "true", item_code: "009900000000062"}
        - {sub_id: 本地康复, role: dept, value: A21}
    finds:
      - {checkout_amt: 70.00, sev_deg: 2, bkkp_sns: [A], evidence: {branch: [b]}}
      - {checkout_amt: 70.00, bkkp_sns: [B]}
      - {checkout_amt: 70.00, bkkp_sns: [C]}
      - {checkout_amt: 70.00, bkkp_sns: [D]}
      - {checkout_amt: 70.00, bkkp_sns: [E]}
  - name: 一季 40 次穿刺全按彩超引导收费，同类机构六成为 B 超引导
    given:
      hilist_lmtpric_d:
        - {hilist_code: "002202010090000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 30}
      fee_list_d:
        - {mdtrt_id: E11, fixmedins_code: H11, bkkp_sn: A, med_list_codg: "002203020120000", cnt: 1, pric: 120, fee_ocur_time: "2025-12-10 10:00:00"}
        - {mdtrt_id: E12, fixmedins_code: H11, bkkp_sn: B, med_list_codg: "002203020120000", cnt: 30, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E13, fixmedins_code: H11, psn_no: P2, bkkp_sn: C, med_list_codg: "002203020120000", cnt: 10, pric: 120, fee_ocur_time: "2026-03-10 10:00:00"}
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H2, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H2, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H3, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H3, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E4, psn_no: P4, fixmedins_code: H4, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E4, psn_no: P4, fixmedins_code: H4, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E5, psn_no: P5, fixmedins_code: H5, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E5, psn_no: P5, fixmedins_code: H5, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E6, psn_no: P6, fixmedins_code: H6, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E6, psn_no: P6, fixmedins_code: H6, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E7, psn_no: P7, fixmedins_code: H7, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E7, psn_no: P7, fixmedins_code: H7, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E8, psn_no: P8, fixmedins_code: H8, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E8, psn_no: P8, fixmedins_code: H8, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
    finds:
      - {checkout_amt: 3600.00, checkout_cnt: 40, sev_deg: 3, amount_basis: estimate, occurred_on: "2026-03-10", fixmedins_code: H11, bkkp_sns: [B, C], evidence: {branch: [c], billed_cnt: 40, peer_cnt: 8, peer_share: 0.6}}
  - name: 同类机构也都按彩超引导收费
    given:
      fee_list_d:
        - {mdtrt_id: E11, fixmedins_code: H11, med_list_codg: "002203020120000", cnt: 1, pric: 120, fee_ocur_time: "2025-12-10 10:00:00"}
        - {mdtrt_id: E12, fixmedins_code: H11, med_list_codg: "002203020120000", cnt: 40, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H2, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H3, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E4, psn_no: P4, fixmedins_code: H4, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E5, psn_no: P5, fixmedins_code: H5, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E6, psn_no: P6, fixmedins_code: H6, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E7, psn_no: P7, fixmedins_code: H7, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E8, psn_no: P8, fixmedins_code: H8, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
    finds: []
  - name: 本机构该季才开始收取该项目，尚不比较
    given:
      fee_list_d:
        - {mdtrt_id: E12, fixmedins_code: H11, med_list_codg: "002203020120000", cnt: 40, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H2, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H2, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H3, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H3, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E4, psn_no: P4, fixmedins_code: H4, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E4, psn_no: P4, fixmedins_code: H4, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E5, psn_no: P5, fixmedins_code: H5, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E5, psn_no: P5, fixmedins_code: H5, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E6, psn_no: P6, fixmedins_code: H6, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E6, psn_no: P6, fixmedins_code: H6, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E7, psn_no: P7, fixmedins_code: H7, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E7, psn_no: P7, fixmedins_code: H7, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E8, psn_no: P8, fixmedins_code: H8, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E8, psn_no: P8, fixmedins_code: H8, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
    finds: []
  - name: 一季只有 29 次，不比较
    given:
      fee_list_d:
        - {mdtrt_id: E11, fixmedins_code: H11, med_list_codg: "002203020120000", cnt: 1, pric: 120, fee_ocur_time: "2025-12-10 10:00:00"}
        - {mdtrt_id: E12, fixmedins_code: H11, med_list_codg: "002203020120000", cnt: 29, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H2, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H2, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H3, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H3, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E4, psn_no: P4, fixmedins_code: H4, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E4, psn_no: P4, fixmedins_code: H4, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E5, psn_no: P5, fixmedins_code: H5, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E5, psn_no: P5, fixmedins_code: H5, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E6, psn_no: P6, fixmedins_code: H6, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E6, psn_no: P6, fixmedins_code: H6, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E7, psn_no: P7, fixmedins_code: H7, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E7, psn_no: P7, fixmedins_code: H7, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E8, psn_no: P8, fixmedins_code: H8, med_list_codg: "002202010090000", cnt: 6, pric: 30, fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: E8, psn_no: P8, fixmedins_code: H8, med_list_codg: "002203020120000", cnt: 4, pric: 120, fee_ocur_time: "2026-02-10 10:00:00"}
    finds: []
---*/
WITH listed AS (
  SELECT
    f.*, k.sub_id, k.role, k.test, k.share, k.kp_ref, k_soft(k, f) AS soft, quarter_of(f.svc_date) AS quarter,
    g.diag_gap, g.dept_gap, g.item_gap
  FROM fee_net AS f
  JOIN substitution AS k ON k_match(k, f)
  LEFT JOIN code_gap AS g ON g.fixmedins_code = f.fixmedins_code AND g.month = month_of(f.svc_date)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP') AND k.role IN ('billed', 'true')
), unfit AS (
  SELECT b.bkkp_sn, b.sub_id, 'a' AS branch, '就诊没有该项目应有的诊断' AS reason
  FROM listed AS b
  LEFT JOIN substitution AS d
    ON d.role = 'icd' AND d.sub_id = b.sub_id AND d.kreg = b.kreg AND b.svc_date >= d.k_from AND b.svc_date < d.k_to
    AND has_icd(b.diag, d.value)
  WHERE b.role = 'billed' AND b.test = 'icd' AND d.sub_id IS NULL
    AND b.diag IS NOT NULL AND NOT COALESCE(b.diag_gap, FALSE)
  UNION ALL
  SELECT b.bkkp_sn, b.sub_id, 'b' AS branch, '执行科室不是该项目应有的科室' AS reason
  FROM listed AS b
  LEFT JOIN substitution AS d
    ON d.role = 'dept' AND d.sub_id = b.sub_id AND d.kreg = b.kreg AND b.svc_date >= d.k_from AND b.svc_date < d.k_to
    AND starts_with(b.acord_dept, d.value)
  WHERE b.role = 'billed' AND b.test = 'dept' AND d.sub_id IS NULL
    AND matches(b.acord_dept, '^A[0-9][0-9]') AND NOT COALESCE(b.dept_gap, FALSE)
), often AS (
  SELECT b.fixmedins_code, b.quarter, b.sub_id, COUNT(DISTINCT b.mdtrt_id) AS hit_cnt
  FROM listed AS b
  JOIN unfit AS u ON u.bkkp_sn = b.bkkp_sn AND u.sub_id = b.sub_id
  GROUP BY b.fixmedins_code, b.quarter, b.sub_id
), compared AS (
  SELECT
    l.fixmedins_code, l.quarter, l.sub_id, MIN(l.admdvs) AS admdvs, MIN(l.medins_type) AS medins_type,
    MAX(l.share) AS share, MIN(l.svc_date) AS first_date,
    SUM(CASE WHEN l.role = 'billed' THEN l.cnt ELSE 0 END) AS billed_cnt,
    SUM(CASE WHEN l.role = 'true' THEN l.cnt ELSE 0 END) AS true_cnt,
    ratio(SUM(CASE WHEN l.role = 'true' THEN l.cnt ELSE 0 END), SUM(l.cnt)) AS true_share
  FROM listed AS l
  WHERE NOT COALESCE(l.item_gap, FALSE)
  GROUP BY l.fixmedins_code, l.quarter, l.sub_id
), begun AS (
  SELECT fixmedins_code, sub_id, MIN(quarter) AS first_quarter
  FROM listed
  WHERE role = 'billed'
  GROUP BY fixmedins_code, sub_id
), peered AS (
  SELECT
    c.fixmedins_code, c.quarter, c.sub_id, m.level, COUNT(*) AS peer_cnt, median_of(o.true_share) AS peer_share,
    MIN(c.billed_cnt) AS billed_cnt, MIN(c.true_cnt) AS true_cnt
  FROM compared AS c
  JOIN begun AS b ON b.fixmedins_code = c.fixmedins_code AND b.sub_id = c.sub_id AND b.first_quarter < c.quarter
  JOIN peer_group AS m ON m.fixmedins_code = c.fixmedins_code
  JOIN peer_group AS p ON p.level = m.level AND p.peer_key = m.peer_key AND p.fixmedins_code <> m.fixmedins_code
  JOIN compared AS o ON o.fixmedins_code = p.fixmedins_code AND o.quarter = c.quarter AND o.sub_id = c.sub_id
  WHERE c.share IS NOT NULL AND c.true_cnt = 0 AND c.billed_cnt >= param('min_billed', c.first_date, c.admdvs)
    AND NOT COALESCE(starts_with(c.medins_type, 'A5'), FALSE)
  GROUP BY c.fixmedins_code, c.quarter, c.sub_id, m.level
  HAVING COUNT(*) >= param('min_peers', MIN(c.first_date), MIN(c.admdvs))
), nearest AS (
  SELECT p.*, ROW_NUMBER() OVER (PARTITION BY p.fixmedins_code, p.quarter, p.sub_id ORDER BY p.level) AS nth
  FROM peered AS p
), hit AS (
  SELECT
    l.*, u.branch, u.reason, 2 AS sev_deg, FALSE AS estimated,
    l.mdtrt_id || '|' || CAST(l.svc_date AS VARCHAR) AS found_in,
    o.hit_cnt, CAST(NULL AS DECIMAL(38,4)) AS billed_cnt, CAST(NULL AS DECIMAL(38,4)) AS true_cnt,
    CAST(NULL AS BIGINT) AS peer_level, CAST(NULL AS BIGINT) AS peer_cnt, CAST(NULL AS DOUBLE) AS peer_share
  FROM listed AS l
  JOIN unfit AS u ON u.bkkp_sn = l.bkkp_sn AND u.sub_id = l.sub_id
  JOIN often AS o ON o.fixmedins_code = l.fixmedins_code AND o.quarter = l.quarter AND o.sub_id = l.sub_id
  WHERE l.role = 'billed' AND o.hit_cnt >= param('min_hits', l.svc_date, l.admdvs)
  UNION ALL
  SELECT
    l.*, 'c' AS branch,
    '本季度收取 ' || CAST(CAST(n.billed_cnt AS BIGINT) AS VARCHAR) || ' 次而应收项目为零，同类机构应收项目占比中位数 '
      || CAST(CAST(n.peer_share * 100 AS BIGINT) AS VARCHAR) || '%' AS reason,
    3 AS sev_deg, TRUE AS estimated, l.fixmedins_code || '|' || l.quarter AS found_in,
    CAST(NULL AS BIGINT) AS hit_cnt, CAST(n.billed_cnt AS DECIMAL(38,4)) AS billed_cnt,
    CAST(n.true_cnt AS DECIMAL(38,4)) AS true_cnt, n.level AS peer_level, n.peer_cnt, n.peer_share
  FROM listed AS l
  JOIN nearest AS n
    ON n.fixmedins_code = l.fixmedins_code AND n.quarter = l.quarter AND n.sub_id = l.sub_id AND n.nth = 1
  WHERE l.role = 'billed' AND l.test = 'ratio' AND n.peer_share >= CAST(l.share AS DOUBLE)
), own_price AS (
  SELECT fixmedins_code, sub_id, MAX(pric) AS pric FROM listed WHERE role = 'true' GROUP BY fixmedins_code, sub_id
), true_price AS (
  -- Of several items that would have been right the dearest: the difference is certain not to be smaller.
  SELECT h.bkkp_sn, h.sub_id, MAX(p.cap) AS cap
  FROM hit AS h
  JOIN substitution AS k
    ON k.role = 'true' AND k.sub_id = h.sub_id AND k.kreg = h.kreg AND h.svc_date >= k.k_from AND h.svc_date < k.k_to
  LEFT JOIN price_area AS a ON a.admdvs = h.admdvs
  LEFT JOIN price_cap AS p
    ON p.item_code = k.item_code AND p.hosp_group = h.hosp_group AND p.area = a.area
    AND h.svc_date >= p.k_from AND h.svc_date < p.k_to
  GROUP BY h.bkkp_sn, h.sub_id
)
SELECT
  h.*, COALESCE(t.cap, o.pric) AS limit_price
FROM hit AS h
LEFT JOIN true_price AS t ON t.bkkp_sn = h.bkkp_sn AND t.sub_id = h.sub_id
LEFT JOIN own_price AS o ON o.fixmedins_code = h.fixmedins_code AND o.sub_id = h.sub_id
