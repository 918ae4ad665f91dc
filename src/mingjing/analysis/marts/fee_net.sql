/*---
mart: fee_net
title: 净费用明细
grain: [bkkp_sn]
pieces: fee_list_d
piece_bytes: 400  # a line with its share of its encounter, which some lines have in common
doc: >-
  One surviving original line (cnt > 0, valid, not of a cancelled settlement) after refunds (see line_net), with
  its encounter, institution, person and settlement attached. Every money column is the delivered one x net
  quantity / quantity, half up to 0.01; pric stays. setl_id: the line's own when that settlement of the
  encounter stands, else the encounter's only one, else null (settled is false). amt is what counts for the
  fund: inscp_amt, else gross less the self-paid parts, else gross (amt_src). in_scope is rule X0 without
  amounts. x1 includes a RESCUE line of the encounter on that date.
columns:
  bkkp_sn: {type: VARCHAR, zh: 记账流水号, needs: [fee_list_d.bkkp_sn]}
  mdtrt_id: {type: VARCHAR, zh: 就诊ID, needs: [fee_list_d.mdtrt_id]}
  setl_id: {type: VARCHAR, zh: 净结算ID（空为未结算）, needs: [setl_d.setl_id]}
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [fee_list_d.psn_no]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [fee_list_d.fixmedins_code]}
  fixmedins_type: {type: VARCHAR, zh: 机构类型（1 医疗机构，2 零售药店）, needs: [fixmedins_b.fixmedins_type]}
  uscc: {type: VARCHAR, zh: 统一社会信用代码, needs: [fixmedins_b.uscc]}
  admdvs: {type: VARCHAR, zh: 机构归属医保区划, needs: [fixmedins_b.fix_blng_admdvs]}
  kreg: {type: BIGINT, zh: 知识地区类, needs: [fixmedins_b.fix_blng_admdvs]}
  insu_admdvs: {type: VARCHAR, zh: 参保区划, needs: [psn_info_b.insu_admdvs]}
  insutype: {type: VARCHAR, zh: 险种（结算，没有则为就诊、人员登记）, needs: [setl_d.insutype]}
  med_type: {type: VARCHAR, zh: 医疗类别, needs: [mdtrt_d.med_type]}
  scene: {type: VARCHAR, zh: 场景（IP 住院，PH 购药，NET 互联网，OP 门诊）, needs: [mdtrt_d.med_type]}
  is_ip: {type: BOOLEAN, zh: 住院, needs: [mdtrt_d.med_type]}
  fee_ocur_time: {type: TIMESTAMP, zh: 费用发生时间, needs: [fee_list_d.fee_ocur_time]}
  svc_date: {type: DATE, zh: 费用发生日期, needs: [fee_list_d.fee_ocur_time]}
  has_time: {type: BOOLEAN, zh: 费用发生时间带钟点, needs: [fee_list_d.fee_ocur_time]}
  crte_time: {type: TIMESTAMP, zh: 数据创建（上传）时间, needs: [fee_list_d.crte_time]}
  med_list_codg: {type: VARCHAR, zh: 医疗目录编码, needs: [fee_list_d.med_list_codg]}
  item: {type: VARCHAR, zh: 国家编码（没有对照则为原编码）, needs: [fee_list_d.med_list_codg]}
  item_name: {type: VARCHAR, zh: 机构项目名称, needs: [fee_list_d.medins_list_name]}
  kind: {type: VARCHAR, zh: 类别（drug 药品，service 服务，cons 耗材）, needs: [fee_list_d.med_list_codg]}
  list_type: {type: VARCHAR, zh: 目录类别, needs: [fee_list_d.list_type]}
  chrg: {type: VARCHAR, zh: 收费项目类别, needs: [fee_list_d.med_chrgitm_type]}
  lvl: {type: VARCHAR, zh: 收费项目等级, needs: [fee_list_d.chrgitm_lv]}
  cls: {type: VARCHAR, zh: 项目类别列表（'|BED|NURS|'）, needs: [fee_list_d.med_list_codg]}
  cnt: {type: 'DECIMAL(16,4)', zh: 净数量, needs: [fee_list_d.cnt]}
  pric: {type: 'DECIMAL(16,6)', zh: 单价, needs: [fee_list_d.pric]}
  gross: {type: 'DECIMAL(16,2)', zh: 净明细金额, needs: [fee_list_d.det_item_fee_sumamt]}
  amt: {type: 'DECIMAL(16,2)', zh: 净医保范围内金额, needs: [fee_list_d.det_item_fee_sumamt]}
  amt_src: {type: VARCHAR, zh: amt 的来源（inscp 符合范围金额，split 总额减自费，gross 总额）, needs: [fee_list_d.det_item_fee_sumamt]}
  inscp_amt: {type: 'DECIMAL(16,2)', zh: 净符合范围金额, needs: [fee_list_d.inscp_amt]}
  ownpay: {type: 'DECIMAL(16,2)', zh: 净全自费金额, needs: [fee_list_d.fulamt_ownpay_amt]}
  overlmt: {type: 'DECIMAL(16,2)', zh: 净超限价自费, needs: [fee_list_d.overlmt_selfpay]}
  preself: {type: 'DECIMAL(16,2)', zh: 净先行自付, needs: [fee_list_d.preselfpay_amt]}
  pric_uplmt_amt: {type: 'DECIMAL(16,6)', zh: 定价上限, needs: [fee_list_d.pric_uplmt_amt]}
  bilg_dept: {type: VARCHAR, zh: 开单科室, needs: [fee_list_d.bilg_dept_codg]}
  bilg_dr: {type: VARCHAR, zh: 开单医师, needs: [fee_list_d.bilg_dr_code]}
  acord_dept: {type: VARCHAR, zh: 受单科室, needs: [fee_list_d.acord_dept_codg]}
  acord_dr: {type: VARCHAR, zh: 受单医师, needs: [fee_list_d.acord_dr_code]}
  dept: {type: VARCHAR, zh: 科室（受单，没有则为开单）, needs: [fee_list_d.bilg_dept_codg]}
  rx_no: {type: VARCHAR, zh: 处方（医嘱）号, needs: [fee_list_d.rx_drord_no]}
  prd_days: {type: 'DECIMAL(16,4)', zh: 周期天数（按净数量折算）, needs: [fee_list_d.prd_days]}
  takehome: {type: BOOLEAN, zh: 出院带药, needs: [fee_list_d.dscg_tkdrug_flag]}
  etip_flag: {type: VARCHAR, zh: 外检标志, needs: [fee_list_d.etip_flag]}
  rx_circ_flag: {type: VARCHAR, zh: 外购处方标志, needs: [fee_list_d.rx_circ_flag]}
  tcm_way: {type: VARCHAR, zh: 中药使用方式（1 复方，2 单方）, needs: [fee_list_d.tcmdrug_used_way]}
  tcm_doses: {type: 'DECIMAL(16,4)', zh: 中药剂数, needs: [fee_list_d.tcm_doses]}
  spec: {type: VARCHAR, zh: 规格, needs: [fee_list_d.spec]}
  cnt_unt: {type: VARCHAR, zh: 数量单位, needs: [fee_list_d.cnt_unt]}
  gend: {type: VARCHAR, zh: 性别（1 男，2 女，空为未知）, needs: [psn_info_b.gend]}
  brdy: {type: DATE, zh: 出生日期（占位值为空）, needs: [psn_info_b.brdy]}
  age_y: {type: BIGINT, zh: 费用发生日周岁, needs: [psn_info_b.brdy]}
  age_d: {type: BIGINT, zh: 费用发生日日龄, needs: [psn_info_b.brdy]}
  hosp_lv: {type: VARCHAR, zh: 医院等级, needs: [fixmedins_b.hosp_lv]}
  hosp_group: {type: BIGINT, zh: 等级组（3 三级，2 二级，1 一级及以下）, needs: [fixmedins_b.hosp_lv]}
  medins_type: {type: VARCHAR, zh: 医疗机构类别, needs: [fixmedins_b.medins_type]}
  medins_natu: {type: VARCHAR, zh: 机构性质, needs: [fixmedins_b.medins_natu]}
  adm_date: {type: DATE, zh: 入院（就诊）日期, needs: [mdtrt_d.begntime]}
  dscg_date: {type: DATE, zh: 出院日期（空为未结束）, needs: [mdtrt_d.endtime]}
  main_diag: {type: VARCHAR, zh: 主要诊断编码, needs: [mdtrt_d.dscg_maindiag_code]}
  diag: {type: VARCHAR, zh: 就诊的诊断列表, needs: [mdtrt_d.dscg_maindiag_code]}
  dise_no: {type: VARCHAR, zh: 病种编号, needs: [mdtrt_d.dise_no]}
  ipt_type: {type: VARCHAR, zh: 住院类型, needs: [mdtrt_d.ipt_type]}
  pay_loc: {type: VARCHAR, zh: 支付地点类别, needs: [setl_d.pay_loc]}
  cert: {type: VARCHAR, zh: 就诊凭证类型, needs: [setl_d.mdtrt_cert_type]}
  clr_way: {type: VARCHAR, zh: 清算方式, needs: [setl_d.clr_way]}
  has_fund: {type: BOOLEAN, zh: 结算由基金支付, needs: [setl_d.fund_pay_sumamt]}
  has_acct: {type: BOOLEAN, zh: 结算有个人账户支出}
  settled: {type: BOOLEAN, zh: 已结算, needs: [setl_d.setl_id]}
  in_scope: {type: BOOLEAN, zh: 在筛查范围内（X0，金额除外）}
  x1: {type: BOOLEAN, zh: 急诊、抢救（X1）}
  x2: {type: BOOLEAN, zh: 母婴同账（X2）}
  x5: {type: BOOLEAN, zh: 长期住院照护（X5）}
cases:
  - name: a refund that names its line takes the share of every amount
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 3, inscp_amt: 20.00, fulamt_ownpay_amt: 7.00, preselfpay_amt: 2.00, overlmt_selfpay: 1.00}
        - {bkkp_sn: B, cnt: -1, init_feedetl_sn: A}
    gives:
      - {bkkp_sn: A, cnt: 2, pric: 10, gross: 20.00, amt: 13.33, inscp_amt: 13.33, ownpay: 4.67, preself: 1.33, overlmt: 0.67}
  - name: a refund that names no line is taken from the latest lines of its price
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 3, fee_ocur_time: "2025-05-01 09:00:00"}
        - {bkkp_sn: B, cnt: 1, fee_ocur_time: "2025-05-03 09:00:00"}
        - {bkkp_sn: C, cnt: -2, fee_ocur_time: "2025-05-04 09:00:00"}
        - {bkkp_sn: D, cnt: 1, pric: 11, fee_ocur_time: "2025-05-04 10:00:00"}
    gives: [{bkkp_sn: A, cnt: 2, gross: 20.00}, {bkkp_sn: D, cnt: 1}]
  - name: a refund in another settlement reduces the line
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 3, setl_id: S1, inscp_amt: 30.00}
        - {bkkp_sn: B, cnt: -1, setl_id: S2, init_feedetl_sn: A, inscp_amt: -10.00}
      setl_d:
        - {setl_id: S1, medfee_sumamt: 30.00}
        - {setl_id: S2, medfee_sumamt: -10.00, init_setl_id: S1}
    gives: [{bkkp_sn: A, cnt: 2, amt: 20.00, setl_id: S1, settled: true}]
  - name: a refund of a refund gives the quantity back
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 3}
        - {bkkp_sn: B, cnt: -3, init_feedetl_sn: A}
        - {bkkp_sn: C, cnt: 3, init_feedetl_sn: B}
    gives: [{bkkp_sn: C, cnt: 3}]
  - name: a refund that names a refund counts for the line behind it
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 3}
        - {bkkp_sn: B, cnt: -1, init_feedetl_sn: A}
        - {bkkp_sn: C, cnt: -1, init_feedetl_sn: B}
        - {bkkp_sn: D, cnt: 3, fee_ocur_time: "2026-03-05 10:00:00"}
    gives: [{bkkp_sn: A, cnt: 1}, {bkkp_sn: D, cnt: 3}]
  - name: a line that is refunded wholly leaves
    given: {fee_list_d: [{bkkp_sn: A, cnt: 2}, {bkkp_sn: B, cnt: -2, init_feedetl_sn: A}]}
    gives: []
  - name: a remainder of 0.00005 leaves, of 0.0001 stays
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 1}
        - {bkkp_sn: B, cnt: -1.0000, init_feedetl_sn: A}
        - {bkkp_sn: C, cnt: 1}
        - {bkkp_sn: D, cnt: -0.9999, init_feedetl_sn: C}
    gives: [{bkkp_sn: C, cnt: 0.0001, gross: 0.00}]
  - name: more refunded than billed leaves nothing behind
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 1}
        - {bkkp_sn: B, cnt: -3, init_feedetl_sn: A}
        - {bkkp_sn: C, cnt: 2, fee_ocur_time: "2026-03-05 10:00:00"}
    gives: [{bkkp_sn: C, cnt: 2}]
  - name: an invalid line and an invalid refund do not count
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 3}
        - {bkkp_sn: B, cnt: -1, init_feedetl_sn: A, vali_flag: "0"}
        - {bkkp_sn: C, cnt: 1, vali_flag: "0"}
    gives: [{bkkp_sn: A, cnt: 3}]
  - name: a refund in another encounter does not touch the line
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 3, mdtrt_id: E1}
        - {bkkp_sn: B, cnt: -1, mdtrt_id: E2, init_feedetl_sn: A}
    gives: [{bkkp_sn: A, cnt: 3, mdtrt_id: E1}]
  - name: a cancelled settlement takes its lines and its refund lines, the lines settled again stay
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 3, setl_id: S1, fee_ocur_time: "2025-05-01 09:00:00"}
        - {bkkp_sn: B, cnt: -3, setl_id: R1, fee_ocur_time: "2025-05-01 10:00:00"}
        - {bkkp_sn: C, cnt: 3, setl_id: S2, fee_ocur_time: "2025-05-01 09:00:00"}
      setl_d:
        - {setl_id: S1, medfee_sumamt: 30.00, setl_time: "2025-05-01 09:30:00"}
        - {setl_id: R1, medfee_sumamt: -30.00, setl_time: "2025-05-01 10:00:00"}
        - {setl_id: S2, medfee_sumamt: 30.00, setl_time: "2025-05-01 10:30:00"}
    gives: [{bkkp_sn: C, cnt: 3, setl_id: S2}]
  - name: a refund without settlement concerns the cancelled lines first
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 3, setl_id: S1, fee_ocur_time: "2025-05-01 09:00:00"}
        - {bkkp_sn: B, cnt: -3, fee_ocur_time: "2025-05-01 10:00:00"}
        - {bkkp_sn: C, cnt: 3, setl_id: S2, fee_ocur_time: "2025-05-01 10:20:00"}
      setl_d:
        - {setl_id: S1, medfee_sumamt: 30.00, setl_time: "2025-05-01 09:30:00"}
        - {setl_id: R1, medfee_sumamt: -30.00, setl_time: "2025-05-01 10:00:00", init_setl_id: S1}
        - {setl_id: S2, medfee_sumamt: 30.00, setl_time: "2025-05-01 10:30:00"}
    gives: [{bkkp_sn: C, cnt: 3, setl_id: S2}]
  - name: a refund in a standing settlement does not reach for the cancelled lines
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 3, setl_id: S1, fee_ocur_time: "2025-05-01 09:00:00"}
        - {bkkp_sn: B, cnt: 3, setl_id: S2, fee_ocur_time: "2025-05-01 10:20:00"}
        - {bkkp_sn: C, cnt: -1, setl_id: S2, fee_ocur_time: "2025-05-01 10:25:00"}
      setl_d:
        - {setl_id: S1, medfee_sumamt: 30.00, refd_setl_flag: "1", setl_time: "2025-05-01 09:30:00"}
        - {setl_id: S2, medfee_sumamt: 20.00, setl_time: "2025-05-01 10:30:00"}
    gives: [{bkkp_sn: B, cnt: 2, setl_id: S2}]
  - name: a line keeps its own settlement, or the only one, and is unsettled where it could be either
    given:
      mdtrt_d: [{mdtrt_id: E1}, {mdtrt_id: E2}, {mdtrt_id: E3}]
      fee_list_d:
        - {bkkp_sn: A, mdtrt_id: E1, setl_id: S1}
        - {bkkp_sn: B, mdtrt_id: E1}
        - {bkkp_sn: C, mdtrt_id: E2}
        - {bkkp_sn: D, mdtrt_id: E2, setl_id: LOST}
        - {bkkp_sn: F, mdtrt_id: E3}
      setl_d:
        - {setl_id: S1, mdtrt_id: E1, acct_pay: 5.00, insutype: "390"}
        - {setl_id: S2, mdtrt_id: E1, medfee_sumamt: 10.00}
        - {setl_id: S3, mdtrt_id: E2, medfee_sumamt: 10.00}
    gives:
      - {bkkp_sn: A, setl_id: S1, settled: true, has_fund: true, has_acct: true, insutype: "390"}
      - {bkkp_sn: B, setl_id: null, settled: false, insutype: "310"}
      - {bkkp_sn: C, setl_id: S3, settled: true, has_acct: false}
      - {bkkp_sn: D, setl_id: S3, settled: true}
      - {bkkp_sn: F, setl_id: null, settled: false}
  - name: a settlement of another encounter does not settle the line
    given:
      fee_list_d:
        - {bkkp_sn: A, mdtrt_id: E1, setl_id: S2}
        - {bkkp_sn: B, mdtrt_id: E2, setl_id: S2}
      setl_d: [{setl_id: S2, mdtrt_id: E2, medfee_sumamt: 10.00}]
    gives: [{bkkp_sn: A, setl_id: null}, {bkkp_sn: B, setl_id: S2}]
  - name: the amount that counts is the delivered one, else the total less what the patient bears
    given:
      fee_list_d:
        - {bkkp_sn: A, inscp_amt: 8.00, fulamt_ownpay_amt: 1.00}
        - {bkkp_sn: B, inscp_amt: null, fulamt_ownpay_amt: 1.00, preselfpay_amt: 0.50}
        - {bkkp_sn: C, inscp_amt: null}
        - {bkkp_sn: D, inscp_amt: 0.00}
    gives:
      - {bkkp_sn: A, amt: 8.00, amt_src: inscp}
      - {bkkp_sn: B, amt: 8.50, amt_src: split}
      - {bkkp_sn: C, amt: 10.00, amt_src: gross}
      - {bkkp_sn: D, amt: 0.00, amt_src: inscp}
  - name: a medical-aid settlement beside the basic one is out of scope and does not make the lines ambiguous
    given:
      fee_list_d: [{bkkp_sn: A}, {bkkp_sn: B, setl_id: S2}]
      setl_d: [{setl_id: S1, medfee_sumamt: 20.00}, {setl_id: S2, medfee_sumamt: 20.00, setl_type: "3"}]
    gives:
      - {bkkp_sn: A, setl_id: S1, settled: true, in_scope: true}
      - {bkkp_sn: B, setl_id: S2, settled: true, in_scope: false}
  - name: a line whose person, institution or encounter is unknown, or whose person is not the encounter's, is out of scope
    given:
      mdtrt_d:
        - {mdtrt_id: E1}
        - {mdtrt_id: E2, psn_no: =GHOST}
        - {mdtrt_id: E3, fixmedins_code: =NOWHERE}
        - {mdtrt_id: E4, psn_no: P}
      fee_list_d:
        - {bkkp_sn: A, mdtrt_id: E1}
        - {bkkp_sn: B, mdtrt_id: E2}
        - {bkkp_sn: C, mdtrt_id: E3}
        - {bkkp_sn: D, mdtrt_id: E4, psn_no: Q}
    gives:
      - {bkkp_sn: A, in_scope: true, gend: "1", fixmedins_type: "1"}
      - {bkkp_sn: B, in_scope: false, gend: null}
      - {bkkp_sn: C, in_scope: false, fixmedins_type: null}
      - {bkkp_sn: D, in_scope: false}
  - name: a person born on 29 February completes a year on 1 March
    given:
      psn_info_b: [{psn_no: P, gend: "2", brdy: "2012-02-29"}]
      fee_list_d:
        - {bkkp_sn: A, fee_ocur_time: "2025-02-28 23:59:59"}
        - {bkkp_sn: B, fee_ocur_time: "2025-03-01 00:00:00"}
    gives:
      - {bkkp_sn: A, age_y: 12, age_d: 4748, svc_date: 2025-02-28, has_time: true}
      - {bkkp_sn: B, age_y: 13, age_d: 4749, svc_date: 2025-03-01, has_time: false}
  - name: a placeholder birth date and an unstated sex are unknown
    given:
      psn_info_b: [{psn_no: P, gend: "9", brdy: "1900-01-01"}]
      fee_list_d: [{bkkp_sn: A}]
    gives: [{bkkp_sn: A, gend: null, brdy: null, age_y: null, age_d: null, x2: false}]
  - name: the kind comes from the catalogue type, else from the shape of the code
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: XA02BCA001A001010100001, list_type: null}
        - {bkkp_sn: B, med_list_codg: T000100001, list_type: null}
        - {bkkp_sn: C, med_list_codg: "001102000040000", list_type: null}
        - {bkkp_sn: D, med_list_codg: C0101010101, list_type: null}
        - {bkkp_sn: F, med_list_codg: LOCAL1, list_type: "301"}
        - {bkkp_sn: G, med_list_codg: LOCAL2, list_type: null}
    gives:
      - {bkkp_sn: A, kind: drug}
      - {bkkp_sn: B, kind: drug}
      - {bkkp_sn: C, kind: service}
      - {bkkp_sn: D, kind: cons}
      - {bkkp_sn: F, kind: cons}
      - {bkkp_sn: G, kind: null}
  - name: the department is the executing one, else the ordering one
    given:
      fee_list_d:
        - {bkkp_sn: A, bilg_dept_codg: A03, acord_dept_codg: A30}
        - {bkkp_sn: B, bilg_dept_codg: A03}
    gives: [{bkkp_sn: A, dept: A30}, {bkkp_sn: B, dept: A03}]
  - name: a surviving rescue line makes the day an emergency for all lines of the encounter
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "R0001", fee_ocur_time: "2025-05-01 09:00:00"}
        - {bkkp_sn: B, fee_ocur_time: "2025-05-01 00:00:00"}
        - {bkkp_sn: C, fee_ocur_time: "2025-05-02 09:00:00"}
        - {bkkp_sn: D, med_list_codg: "R0001", fee_ocur_time: "2025-05-03 09:00:00"}
        - {bkkp_sn: F, med_list_codg: "R0001", cnt: -1, init_feedetl_sn: D}
        - {bkkp_sn: G, fee_ocur_time: "2025-05-03 10:00:00"}
    knowledge: {item_class: [{item_code: "R0001", cls: RESCUE, member: 1}]}
    gives:
      - {bkkp_sn: A, x1: true, cls: "|RESCUE|"}
      - {bkkp_sn: B, x1: true, cls: null}
      - {bkkp_sn: C, x1: false}
      - {bkkp_sn: G, x1: false}
  - name: a local code is read as the national one and takes the classes of both
    given: {fee_list_d: [{bkkp_sn: A, med_list_codg: "LOCAL9", list_type: null}]}
    knowledge:
      item_map: [{local_code: LOCAL9, nat_code: "009999000010000"}]
      item_class: [{item_code: "009999000010000", cls: BED, member: 1}, {item_code: LOCAL9, cls: ICU, member: 1}]
    gives: [{bkkp_sn: A, item: "009999000010000", kind: service, cls: "|BED|ICU|"}]
---*/
WITH netted AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.fee_ocur_time,
    as_date(f.fee_ocur_time) AS svc_date, f.med_list_codg, f.medins_list_name, f.list_type, f.med_chrgitm_type,
    f.chrgitm_lv, f.pric, f.pric_uplmt_amt, f.bilg_dept_codg, f.bilg_dr_code, f.acord_dept_codg, f.acord_dr_code,
    f.crte_time, f.rx_drord_no, f.tcmdrug_used_way, f.dscg_tkdrug_flag, f.spec, f.cnt_unt, f.tcm_doses, f.etip_flag,
    f.rx_circ_flag,
    COALESCE(n.net_cnt, f.cnt) AS cnt,
    f.cnt > 0 AND COALESCE(f.vali_flag, '1') <> '0' AND COALESCE(n.net_cnt, f.cnt) > 0.00005
      AND d.setl_id IS NULL AS survives,
    CASE WHEN n.net_cnt IS NULL THEN f.prd_days ELSE prorate(f.prd_days, n.net_cnt, f.cnt) END AS prd_days,
    CASE WHEN n.net_cnt IS NULL THEN f.det_item_fee_sumamt ELSE prorate(f.det_item_fee_sumamt, n.net_cnt, f.cnt) END AS gross,
    CASE WHEN n.net_cnt IS NULL THEN f.inscp_amt ELSE prorate(f.inscp_amt, n.net_cnt, f.cnt) END AS inscp_amt,
    CASE WHEN n.net_cnt IS NULL THEN f.fulamt_ownpay_amt ELSE prorate(f.fulamt_ownpay_amt, n.net_cnt, f.cnt) END AS ownpay,
    CASE WHEN n.net_cnt IS NULL THEN f.overlmt_selfpay ELSE prorate(f.overlmt_selfpay, n.net_cnt, f.cnt) END AS overlmt,
    CASE WHEN n.net_cnt IS NULL THEN f.preselfpay_amt ELSE prorate(f.preselfpay_amt, n.net_cnt, f.cnt) END AS preself
  FROM fee_list_d AS f
  LEFT JOIN (SELECT bkkp_sn, net_cnt FROM line_net WHERE net_cnt <> cnt) AS n ON n.bkkp_sn = f.bkkp_sn
  LEFT JOIN setl_dead AS d ON d.setl_id = f.setl_id
)
SELECT
  f.bkkp_sn,
  f.mdtrt_id,
  COALESCE(s.setl_id, e.setl_id) AS setl_id,
  f.psn_no,
  f.fixmedins_code,
  i.fixmedins_type,
  i.uscc,
  i.admdvs,
  COALESCE(i.kreg, 0) AS kreg,
  COALESCE(s.insu_admdvs, e.insu_admdvs) AS insu_admdvs,
  COALESCE(s.insutype, e.insutype) AS insutype,
  e.med_type,
  e.scene,
  COALESCE(e.is_ip, FALSE) AS is_ip,
  f.fee_ocur_time,
  f.svc_date,
  has_clock(f.fee_ocur_time) AS has_time,
  f.crte_time,
  f.med_list_codg,
  COALESCE(k.item, f.med_list_codg) AS item,
  f.medins_list_name AS item_name,
  CASE
    WHEN starts_with(f.list_type, '10') THEN 'drug'
    WHEN f.list_type = '201' THEN 'service'
    WHEN f.list_type = '301' THEN 'cons'
    ELSE k.kind
  END AS kind,
  f.list_type,
  f.med_chrgitm_type AS chrg,
  f.chrgitm_lv AS lvl,
  k.cls,
  f.cnt,
  f.pric,
  f.gross,
  CASE
    WHEN f.inscp_amt IS NOT NULL THEN f.inscp_amt
    ELSE f.gross - COALESCE(f.ownpay, 0) - COALESCE(f.overlmt, 0) - COALESCE(f.preself, 0)
  END AS amt,
  CASE
    WHEN f.inscp_amt IS NOT NULL THEN 'inscp'
    WHEN COALESCE(f.ownpay, f.overlmt, f.preself) IS NOT NULL THEN 'split'
    ELSE 'gross'
  END AS amt_src,
  f.inscp_amt,
  f.ownpay,
  f.overlmt,
  f.preself,
  f.pric_uplmt_amt,
  f.bilg_dept_codg AS bilg_dept,
  f.bilg_dr_code AS bilg_dr,
  f.acord_dept_codg AS acord_dept,
  f.acord_dr_code AS acord_dr,
  COALESCE(f.acord_dept_codg, f.bilg_dept_codg) AS dept,
  f.rx_drord_no AS rx_no,
  f.prd_days,
  COALESCE(f.dscg_tkdrug_flag = '1', FALSE) AS takehome,
  f.etip_flag,
  f.rx_circ_flag,
  f.tcmdrug_used_way AS tcm_way,
  f.tcm_doses,
  f.spec,
  f.cnt_unt,
  e.gend,
  e.brdy,
  CASE WHEN f.svc_date >= e.brdy THEN completed_years(e.brdy, f.svc_date) END AS age_y,
  CASE WHEN f.svc_date >= e.brdy THEN days_between(e.brdy, f.svc_date) END AS age_d,
  i.hosp_lv,
  i.hosp_group,
  i.medins_type,
  i.medins_natu,
  e.adm_date,
  e.dscg_date,
  e.main_diag,
  e.diag,
  e.dise_no,
  e.ipt_type,
  COALESCE(s.pay_loc, e.pay_loc) AS pay_loc,
  COALESCE(s.cert, e.cert) AS cert,
  COALESCE(s.clr_way, e.clr_way) AS clr_way,
  COALESCE(s.has_fund, e.fund > 0, FALSE) AS has_fund,
  COALESCE(s.has_acct, e.acct > 0, FALSE) AS has_acct,
  COALESCE(s.setl_id, e.setl_id) IS NOT NULL AS settled,
  COALESCE(s.in_scope, TRUE) AND COALESCE(e.in_scope, FALSE) AND COALESCE(e.psn_no = f.psn_no, FALSE)
    AND i.fixmedins_code IS NOT NULL AS in_scope,
  COALESCE(e.x1, FALSE) OR r.mdtrt_id IS NOT NULL AS x1,
  COALESCE(e.x2, FALSE) AS x2,
  COALESCE(e.x5, FALSE) AS x5
FROM netted AS f
-- Only the encounters of these lines: the mart is built from a few files of lines at a time (`pieces`).
LEFT JOIN (SELECT * FROM enc WHERE mdtrt_id IN (SELECT mdtrt_id FROM fee_list_d)) AS e ON e.mdtrt_id = f.mdtrt_id
LEFT JOIN inst AS i ON i.fixmedins_code = f.fixmedins_code
LEFT JOIN item_dim AS k ON k.med_list_codg = f.med_list_codg AND k.kreg = COALESCE(i.kreg, 0)
-- Only where an encounter has more than one settlement does the line's own number decide.
LEFT JOIN setl_several AS s ON s.setl_id = f.setl_id AND s.mdtrt_id = f.mdtrt_id
LEFT JOIN rescue_day AS r ON r.mdtrt_id = f.mdtrt_id AND r.svc_date = f.svc_date
-- Tested after the joins, tied to enc: tested earlier, DuckDB takes the lines for fewer than the encounters,
-- builds its hash table of lines, spills and loses their order (6 times the CPU).
WHERE CASE WHEN e.mdtrt_id IS NULL THEN f.survives ELSE f.survives END
