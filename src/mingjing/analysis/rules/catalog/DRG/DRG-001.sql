/*---
code: DRG-001
version: 3
title: 高权重低费用
status: active
behaviour: upcoding
severity: 3
subject: visit
grain: [stay_id]
amount: none
scenes: [IP]
stages: [2, 3]
law: [735-38-7, xz-23]
params:
  low: {type: decimal, default: 0.4, source: 费用低于支付标准的此倍数；低倍率界限按当地支付办法配置，无全国统一数值}
  short: {type: decimal, default: 0.5, source: 住院夜数不超过本机构同组中位数的此倍数；无官方数值，可按统筹区配置}
  min_group: {type: integer, default: 10, unit: 例, source: 本机构同年同组病例至少数；无官方数值，可按统筹区配置}
message: "{adm_date} 入院，病组 {grp_code} 权重 {grp_wt}，费用 {medfee} 元为支付标准 {grp_std_amt} 元的 {times} 倍，住院 {nights} 夜（同组中位数 {median_nights} 夜）。"
verify: 复核病案首页主要诊断、手术操作与医嘱、报告、手术记录是否相符，核对入组过程。
defence: 病情确实较轻或治疗提前结束，编码有病历依据；当地对低倍率病例据实结算。
known_gaps: 没有各病组支付标准表，不能算出应入病组的差额；当地对低倍率病例据实结算的，基金没有损失。
evidence: [grp_code, grp_wt, median_wt, medfee, grp_std_amt, times, nights, median_nights, group_cnt, clr_way, doubts, kp_ref]
cases:
  - name: 权重 3.1 的病例住院两夜，费用只有支付标准的 28%
    given:
      mdtrt_d: &stays
        - {mdtrt_id: I0, begntime: "2026-03-02 08:00:00", endtime: "2026-03-04 10:00:00"}
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I8, psn_no: P8, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I9, psn_no: P9, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
      setl_d: &paid
        - {mdtrt_id: I0, medfee_sumamt: 2800, inscp_amt: 2800, fund_pay_sumamt: 2240, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I1, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I2, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I3, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I4, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I5, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I6, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I7, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I8, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I9, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
    finds: 
      - {checkout_amt: null, checkout_cnt: 1, sev_deg: 3, amount_basis: none, occurred_on: "2026-03-02", mdtrt_id: I0, evidence: {times: 0.28, grp_wt: 3.1, nights: 2, median_nights: 8, group_cnt: 10}}
  - name: 又以既往史为主要诊断，升为高度可疑
    given:
      mdtrt_d: *stays
      setl_list_diag_d: [{mdtrt_id: I0, diag_code: Z85.000, maindiag_flag: "1"}]
      setl_d: *paid
    finds:
      - {mdtrt_id: I0, sev_deg: 2, evidence: {doubts: "|main|"}}
  - name: 夜数正好是中位数的一半
    given:
      mdtrt_d:
        - {mdtrt_id: I0, begntime: "2026-03-02 08:00:00", endtime: "2026-03-06 10:00:00"}
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I8, psn_no: P8, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I9, psn_no: P9, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
      setl_d:
        - {mdtrt_id: I0, medfee_sumamt: 2800, inscp_amt: 2800, fund_pay_sumamt: 2240, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I1, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I2, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I3, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I4, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I5, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I6, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I7, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I8, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I9, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
    finds: 
      - {checkout_amt: null, checkout_cnt: 1, sev_deg: 3, amount_basis: none, occurred_on: "2026-03-02", mdtrt_id: I0, evidence: {nights: 4, median_nights: 8}}
  - name: 费用正好是支付标准的四成
    given:
      mdtrt_d:
        - {mdtrt_id: I0, begntime: "2026-03-02 08:00:00", endtime: "2026-03-04 10:00:00"}
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I8, psn_no: P8, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I9, psn_no: P9, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
      setl_d:
        - {mdtrt_id: I0, medfee_sumamt: 4000, inscp_amt: 2800, fund_pay_sumamt: 2240, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I1, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I2, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I3, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I4, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I5, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I6, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I7, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I8, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I9, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
    finds: []
  - name: 夜数超过中位数的一半
    given:
      mdtrt_d:
        - {mdtrt_id: I0, begntime: "2026-03-02 08:00:00", endtime: "2026-03-07 10:00:00"}
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I8, psn_no: P8, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I9, psn_no: P9, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
      setl_d:
        - {mdtrt_id: I0, medfee_sumamt: 2800, inscp_amt: 2800, fund_pay_sumamt: 2240, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I1, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I2, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I3, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I4, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I5, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I6, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I7, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I8, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I9, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
    finds: []
  - name: 权重低于本机构中位数
    given:
      mdtrt_d:
        - {mdtrt_id: I0, begntime: "2026-03-02 08:00:00", endtime: "2026-03-04 10:00:00"}
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I8, psn_no: P8, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I9, psn_no: P9, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
      setl_d:
        - {mdtrt_id: I0, medfee_sumamt: 2800, inscp_amt: 2800, fund_pay_sumamt: 2240, clr_way: "40", grp_code: FF25, grp_wt: 2.9, grp_std_amt: 10000}
        - {mdtrt_id: I1, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I2, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I3, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I4, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I5, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I6, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I7, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I8, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I9, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
    finds: []
  - name: 同组病例只有九例，不作比较
    given:
      mdtrt_d:
        - {mdtrt_id: I0, begntime: "2026-03-02 08:00:00", endtime: "2026-03-04 10:00:00"}
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I8, psn_no: P8, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
      setl_d:
        - {mdtrt_id: I0, medfee_sumamt: 2800, inscp_amt: 2800, fund_pay_sumamt: 2240, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I1, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I2, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I3, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I4, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I5, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I6, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I7, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I8, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
    finds: []
  - name: 入院次日转往上级医院
    given:
      mdtrt_d:
        - {mdtrt_id: I0, begntime: "2026-03-02 08:00:00", endtime: "2026-03-04 10:00:00", dscg_way: "2"}
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I8, psn_no: P8, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I9, psn_no: P9, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
      setl_d:
        - {mdtrt_id: I0, medfee_sumamt: 2800, inscp_amt: 2800, fund_pay_sumamt: 2240, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I1, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I2, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I3, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I4, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I5, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I6, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I7, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I8, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I9, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
    finds: []
  - name: 住院两夜，自行要求出院
    given:
      mdtrt_d:
        - {mdtrt_id: I0, begntime: "2026-03-02 08:00:00", endtime: "2026-03-04 10:00:00", dscg_way: "4"}
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I8, psn_no: P8, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I9, psn_no: P9, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
      setl_d:
        - {mdtrt_id: I0, medfee_sumamt: 2800, inscp_amt: 2800, fund_pay_sumamt: 2240, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I1, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I2, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I3, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I4, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I5, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I6, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I7, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I8, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I9, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
    finds: []
  - name: 住院三夜后自行要求出院
    given:
      mdtrt_d:
        - {mdtrt_id: I0, begntime: "2026-03-02 08:00:00", endtime: "2026-03-05 10:00:00", dscg_way: "4"}
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I8, psn_no: P8, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I9, psn_no: P9, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
      setl_d:
        - {mdtrt_id: I0, medfee_sumamt: 2800, inscp_amt: 2800, fund_pay_sumamt: 2240, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I1, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I2, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I3, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I4, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I5, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I6, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I7, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I8, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I9, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
    finds: 
      - {checkout_amt: null, checkout_cnt: 1, sev_deg: 3, amount_basis: none, occurred_on: "2026-03-02", mdtrt_id: I0, evidence: {nights: 3}}
  - name: 没有支付标准，不作判断
    given:
      mdtrt_d:
        - {mdtrt_id: I0, begntime: "2026-03-02 08:00:00", endtime: "2026-03-04 10:00:00"}
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I8, psn_no: P8, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I9, psn_no: P9, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
      setl_d:
        - {mdtrt_id: I0, medfee_sumamt: 2800, inscp_amt: 2800, fund_pay_sumamt: 2240, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: null}
        - {mdtrt_id: I1, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I2, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I3, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I4, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I5, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I6, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I7, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I8, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I9, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
    finds: []
  - name: 化疗周期内的短期住院
    given:
      mdtrt_d:
        - {mdtrt_id: I0, begntime: "2026-03-02 08:00:00", endtime: "2026-03-04 10:00:00", dscg_maindiag_code: Z51.1}
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I8, psn_no: P8, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I9, psn_no: P9, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
      setl_d:
        - {mdtrt_id: I0, medfee_sumamt: 2800, inscp_amt: 2800, fund_pay_sumamt: 2240, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I1, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I2, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I3, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I4, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I5, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I6, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I7, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I8, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I9, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
    finds: []
  - name: 低费用的结算已冲正
    given:
      mdtrt_d:
        - {mdtrt_id: I0, begntime: "2026-03-02 08:00:00", endtime: "2026-03-04 10:00:00"}
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I8, psn_no: P8, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
        - {mdtrt_id: I9, psn_no: P9, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
      setl_d:
        - {mdtrt_id: I0, setl_id: SI0, medfee_sumamt: 2800, inscp_amt: 2800, fund_pay_sumamt: 2240, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I0, setl_id: SR, init_setl_id: SI0, medfee_sumamt: -2800, inscp_amt: -2800, fund_pay_sumamt: -2240}
        - {mdtrt_id: I1, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I2, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I3, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I4, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I5, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I6, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I7, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I8, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
        - {mdtrt_id: I9, medfee_sumamt: 9500, inscp_amt: 9500, fund_pay_sumamt: 7600, clr_way: "40", grp_code: FF25, grp_wt: 3.1, grp_std_amt: 10000}
    finds: []
---*/
WITH grouped AS (
  SELECT s.*, year_of(s.dscg_date) AS year
  FROM stay AS s
  WHERE s.in_scope AND NOT s.is_open AND s.n_setl > 0 AND s.grp_code IS NOT NULL
), institution AS (
  SELECT fixmedins_code, year, median_of(grp_wt) AS median_wt
  FROM grouped
  GROUP BY fixmedins_code, year
), usual AS (
  SELECT fixmedins_code, year, grp_code, COUNT(*) AS group_cnt, median_of(nights) AS median_nights
  FROM grouped
  GROUP BY fixmedins_code, year, grp_code
), doubtful AS (
  -- What DRG-002 and DRG-003 look at.
  SELECT stay_id, joined(kind) AS doubts, joined(kp_ref) AS kp_ref FROM drg_doubt GROUP BY stay_id
)
SELECT
  g.stay_id, g.stay_id AS mdtrt_id, g.psn_no, g.fixmedins_code, g.adm_date, g.grp_code, g.grp_wt, g.medfee, g.grp_std_amt,
  g.nights, g.clr_way, g.mdtrt_ids AS related_id,
  ratio(g.medfee, g.grp_std_amt) AS times,
  i.median_wt, u.median_nights, u.group_cnt, d.doubts, d.kp_ref,
  CASE WHEN d.stay_id IS NOT NULL THEN 2 ELSE 3 END AS sev_deg
FROM grouped AS g
JOIN institution AS i ON i.fixmedins_code = g.fixmedins_code AND i.year = g.year
JOIN usual AS u ON u.fixmedins_code = g.fixmedins_code AND u.year = g.year AND u.grp_code = g.grp_code
LEFT JOIN doubtful AS d ON d.stay_id = g.stay_id
WHERE g.medfee < product(g.grp_std_amt, param('low', g.adm_date, g.admdvs))
  AND CAST(g.grp_wt AS DOUBLE) >= i.median_wt
  AND u.group_cnt >= param('min_group', g.adm_date, g.admdvs)
  AND g.nights <= u.median_nights * CAST(param('short', g.adm_date, g.admdvs) AS DOUBLE)
  AND NOT COALESCE(
    optional(g.dscg_way) IN ('2', '3', '5') OR (optional(g.dscg_way) = '4' AND g.nights <= 2), FALSE
  )
  AND g.med_type <> '28' AND NOT g.x2 AND NOT g.x3
