/*---
code: IDN-007
version: 1
title: 共用联系方式、结伴就医
status: active
behaviour: gang
severity: 3
subject: group
amount: none
scenes: [OP, PH, NET, IP]
stages: [3]
law: [735-40-1, 735-41-1]
params:
  window_d: {type: integer, default: 180, unit: 日, source: 无官方数值，可按统筹区配置}
  min_tel: {type: integer, default: 5, unit: 人, source: 共用一个电话的人数；无官方数值，可按统筹区配置}
  min_homes: {type: integer, default: 3, unit: 处, source: 住址不同的处数；无官方数值，可按统筹区配置}
  max_tel: {type: integer, default: 200, unit: 人, source: 多于此数的号码视为占位或公共号码；无官方数值，可按统筹区配置}
  min_pair: {type: integer, default: 3, unit: 人, source: 结伴的人数；无官方数值，可按统筹区配置}
  pair_min: {type: integer, default: 10, unit: 分钟, source: 先后结算的间隔；无官方数值，可按统筹区配置}
  pair_dates: {type: integer, default: 4, unit: 日, source: 结伴的日数；无官方数值，可按统筹区配置}
  pair_places: {type: integer, default: 2, unit: 家, source: 结伴去过的机构数；无官方数值，可按统筹区配置}
  crowd: {type: integer, default: 20, unit: 笔/10 分钟, source: 机构十分钟内结算多于此数的时段，先后结算不说明结伴；无官方数值，可按统筹区配置}
message: "{reason}：{persons} 人、{homes} 处住址、{places} 家机构，基金支付合计 {fund} 元。"
verify: 查清电话的机主和代办人，调看结算时段录像，逐人访谈。
defence: 村医、学校、养老机构代办；陪诊服务；家庭成员。
known_gaps: 村医、学校、养老机构代办和陪诊需现场排除；住址没有登记的人不计住址；机构自己的电话没有登记，由人数上限排除；结伴的链条至多追到八步。
evidence: [reason, tel, persons, homes, places, dates, fund, member_list]
cases:
  - name: 十一人、七个村、同一个电话、四家医院
    given:
      psn_info_b:
        - {psn_no: P01, addr: 青阳县河口镇小河村1号}
        - {psn_no: P02, addr: 青阳县河口镇红旗村2号}
        - {psn_no: P03, addr: 青阳县河口镇新民村3号}
        - {psn_no: P04, addr: 青阳县河口镇石桥村4号}
        - {psn_no: P05, addr: 青阳县河口镇东山村5号}
        - {psn_no: P06, addr: 青阳县河口镇西坝村6号}
        - {psn_no: P07, addr: 青阳县河口镇大湾村7号}
        - {psn_no: P08, addr: 青阳县河口镇小河村8号}
        - {psn_no: P09, addr: 青阳县河口镇红旗村9号}
        - {psn_no: P10, addr: 青阳县河口镇新民村10号}
        - {psn_no: P11, addr: 青阳县河口镇石桥村11号}
      mdtrt_d:
        - {mdtrt_id: E01, psn_no: P01, fixmedins_code: H2, tel: "13800000009", begntime: "2026-03-02 09:00:00"}
        - {mdtrt_id: E02, psn_no: P02, fixmedins_code: H3, tel: "13800000009", begntime: "2026-03-03 09:00:00"}
        - {mdtrt_id: E03, psn_no: P03, fixmedins_code: H4, tel: "13800000009", begntime: "2026-03-04 09:00:00"}
        - {mdtrt_id: E04, psn_no: P04, fixmedins_code: H1, tel: "13800000009", begntime: "2026-03-05 09:00:00"}
        - {mdtrt_id: E05, psn_no: P05, fixmedins_code: H2, tel: "13800000009", begntime: "2026-03-06 09:00:00"}
        - {mdtrt_id: E06, psn_no: P06, fixmedins_code: H3, tel: "13800000009", begntime: "2026-03-07 09:00:00"}
        - {mdtrt_id: E07, psn_no: P07, fixmedins_code: H4, tel: "13800000009", begntime: "2026-03-08 09:00:00"}
        - {mdtrt_id: E08, psn_no: P08, fixmedins_code: H1, tel: "13800000009", begntime: "2026-03-09 09:00:00"}
        - {mdtrt_id: E09, psn_no: P09, fixmedins_code: H2, tel: "13800000009", begntime: "2026-03-10 09:00:00"}
        - {mdtrt_id: E10, psn_no: P10, fixmedins_code: H3, tel: "13800000009", begntime: "2026-03-11 09:00:00"}
        - {mdtrt_id: E11, psn_no: P11, fixmedins_code: H4, tel: "13800000009", begntime: "2026-03-12 09:00:00"}
      fee_list_d:
        - {mdtrt_id: E01, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E02, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: E03, pric: 100, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: E04, pric: 100, fee_ocur_time: "2026-03-05 09:00:00"}
        - {mdtrt_id: E05, pric: 100, fee_ocur_time: "2026-03-06 09:00:00"}
        - {mdtrt_id: E06, pric: 100, fee_ocur_time: "2026-03-07 09:00:00"}
        - {mdtrt_id: E07, pric: 100, fee_ocur_time: "2026-03-08 09:00:00"}
        - {mdtrt_id: E08, pric: 100, fee_ocur_time: "2026-03-09 09:00:00"}
        - {mdtrt_id: E09, pric: 100, fee_ocur_time: "2026-03-10 09:00:00"}
        - {mdtrt_id: E10, pric: 100, fee_ocur_time: "2026-03-11 09:00:00"}
        - {mdtrt_id: E11, pric: 100, fee_ocur_time: "2026-03-12 09:00:00"}
    finds:
      - {checkout_amt: null, amount_basis: none, checkout_cnt: 11, sev_deg: 3, occurred_on: "2026-03-12", evidence: {branch: [a], persons: 11, homes: 7, places: 4, fund: 880}}
  - name: 一家五口共用一个电话
    given:
      psn_info_b:
        - {psn_no: P1, addr: 青阳县河口镇大湾村5号}
        - {psn_no: P2, addr: 青阳县河口镇大湾村5号}
        - {psn_no: P3, addr: 青阳县河口镇大湾村5号}
        - {psn_no: P4, addr: 青阳县河口镇大湾村5号}
        - {psn_no: P5, addr: 青阳县河口镇大湾村5号}
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, tel: "13800000001", begntime: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, tel: "13800000001", begntime: "2026-03-03 09:00:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, tel: "13800000001", begntime: "2026-03-04 09:00:00"}
        - {mdtrt_id: E4, psn_no: P4, fixmedins_code: H1, tel: "13800000001", begntime: "2026-03-05 09:00:00"}
        - {mdtrt_id: E5, psn_no: P5, fixmedins_code: H1, tel: "13800000001", begntime: "2026-03-06 09:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-05 09:00:00"}
        - {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-06 09:00:00"}
    finds: []
  - name: 五人、三处住址共用一个电话，恰到下限
    given:
      psn_info_b:
        - {psn_no: P1, addr: 青阳县河口镇小河村1号}
        - {psn_no: P2, addr: 青阳县河口镇红旗村1号}
        - {psn_no: P3, addr: 青阳县河口镇大湾村1号}
        - {psn_no: P4, addr: 青阳县河口镇小河村1号}
        - {psn_no: P5, addr: 青阳县河口镇红旗村1号}
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, tel: "13800000002", begntime: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, tel: "13800000002", begntime: "2026-03-03 09:00:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, tel: "13800000002", begntime: "2026-03-04 09:00:00"}
        - {mdtrt_id: E4, psn_no: P4, fixmedins_code: H1, tel: "13800000002", begntime: "2026-03-05 09:00:00"}
        - {mdtrt_id: E5, psn_no: P5, fixmedins_code: H1, tel: "13800000002", begntime: "2026-03-06 09:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-05 09:00:00"}
        - {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-06 09:00:00"}
    finds:
      - {checkout_cnt: 5, sev_deg: 3, evidence: {persons: 5, homes: 3}}
  - name: 四人、四处住址共用一个电话
    given:
      psn_info_b:
        - {psn_no: P1, addr: 青阳县河口镇小河村1号}
        - {psn_no: P2, addr: 青阳县河口镇红旗村1号}
        - {psn_no: P3, addr: 青阳县河口镇新民村1号}
        - {psn_no: P4, addr: 青阳县河口镇大湾村1号}
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, tel: "13800000003", begntime: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, tel: "13800000003", begntime: "2026-03-03 09:00:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, tel: "13800000003", begntime: "2026-03-04 09:00:00"}
        - {mdtrt_id: E4, psn_no: P4, fixmedins_code: H1, tel: "13800000003", begntime: "2026-03-05 09:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-05 09:00:00"}
    finds: []
  - name: 五人共用的电话只有六位
    given:
      psn_info_b:
        - {psn_no: P1, addr: 青阳县河口镇小河村1号}
        - {psn_no: P2, addr: 青阳县河口镇红旗村1号}
        - {psn_no: P3, addr: 青阳县河口镇大湾村1号}
        - {psn_no: P4, addr: 青阳县河口镇小河村1号}
        - {psn_no: P5, addr: 青阳县河口镇红旗村1号}
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, tel: "138000", begntime: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, tel: "138000", begntime: "2026-03-03 09:00:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, tel: "138000", begntime: "2026-03-04 09:00:00"}
        - {mdtrt_id: E4, psn_no: P4, fixmedins_code: H1, tel: "138000", begntime: "2026-03-05 09:00:00"}
        - {mdtrt_id: E5, psn_no: P5, fixmedins_code: H1, tel: "138000", begntime: "2026-03-06 09:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-05 09:00:00"}
        - {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-06 09:00:00"}
    finds: []
  - name: 电话未填
    given:
      psn_info_b:
        - {psn_no: P1, addr: 青阳县河口镇小河村1号}
        - {psn_no: P2, addr: 青阳县河口镇红旗村1号}
        - {psn_no: P3, addr: 青阳县河口镇大湾村1号}
        - {psn_no: P4, addr: 青阳县河口镇小河村1号}
        - {psn_no: P5, addr: 青阳县河口镇红旗村1号}
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-03 09:00:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-04 09:00:00"}
        - {mdtrt_id: E4, psn_no: P4, fixmedins_code: H1, begntime: "2026-03-05 09:00:00"}
        - {mdtrt_id: E5, psn_no: P5, fixmedins_code: H1, begntime: "2026-03-06 09:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-05 09:00:00"}
        - {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-06 09:00:00"}
    finds: []
  - name: 五人由同一名代办人办理
    given:
      psn_info_b:
        - {psn_no: P1, addr: 青阳县河口镇小河村1号}
        - {psn_no: P2, addr: 青阳县河口镇红旗村1号}
        - {psn_no: P3, addr: 青阳县河口镇大湾村1号}
        - {psn_no: P4, addr: 青阳县河口镇小河村1号}
        - {psn_no: P5, addr: 青阳县河口镇红旗村1号}
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, tel: "13800000101", agnter_tel: "13900000009", begntime: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, tel: "13800000102", agnter_tel: "13900000009", begntime: "2026-03-03 09:00:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, tel: "13800000103", agnter_tel: "13900000009", begntime: "2026-03-04 09:00:00"}
        - {mdtrt_id: E4, psn_no: P4, fixmedins_code: H1, tel: "13800000104", agnter_tel: "13900000009", begntime: "2026-03-05 09:00:00"}
        - {mdtrt_id: E5, psn_no: P5, fixmedins_code: H1, tel: "13800000105", agnter_tel: "13900000009", begntime: "2026-03-06 09:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-05 09:00:00"}
        - {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-06 09:00:00"}
    finds:
      - {checkout_cnt: 5, sev_deg: 3, evidence: {tel: "13900000009"}}
  - name: 五人先后用过同一号码，相隔超过半年
    given:
      psn_info_b:
        - {psn_no: P1, addr: 青阳县河口镇小河村1号}
        - {psn_no: P2, addr: 青阳县河口镇红旗村1号}
        - {psn_no: P3, addr: 青阳县河口镇大湾村1号}
        - {psn_no: P4, addr: 青阳县河口镇小河村1号}
        - {psn_no: P5, addr: 青阳县河口镇红旗村1号}
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, tel: "13800000004", begntime: "2025-01-02 09:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, tel: "13800000004", begntime: "2025-05-02 09:00:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, tel: "13800000004", begntime: "2025-09-02 09:00:00"}
        - {mdtrt_id: E4, psn_no: P4, fixmedins_code: H1, tel: "13800000004", begntime: "2026-01-02 09:00:00"}
        - {mdtrt_id: E5, psn_no: P5, fixmedins_code: H1, tel: "13800000004", begntime: "2026-05-02 09:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, pric: 100, fee_ocur_time: "2025-01-02 09:00:00"}
        - {mdtrt_id: E2, pric: 100, fee_ocur_time: "2025-05-02 09:00:00"}
        - {mdtrt_id: E3, pric: 100, fee_ocur_time: "2025-09-02 09:00:00"}
        - {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-01-02 09:00:00"}
        - {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-05-02 09:00:00"}
    finds: []
  - name: 三人四日在两家机构先后结算
    given:
      psn_info_b:
        - {psn_no: P1, addr: 青阳县河口镇大湾村1号}
        - {psn_no: P2, addr: 青阳县河口镇小河村1号}
        - {psn_no: P3, addr: 青阳县河口镇红旗村1号}
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-02 09:03:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-02 09:06:00"}
        - {mdtrt_id: E4, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-09 09:00:00"}
        - {mdtrt_id: E5, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-09 09:03:00"}
        - {mdtrt_id: E6, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-09 09:06:00"}
        - {mdtrt_id: E7, psn_no: P1, fixmedins_code: H2, begntime: "2026-03-16 09:00:00"}
        - {mdtrt_id: E8, psn_no: P2, fixmedins_code: H2, begntime: "2026-03-16 09:03:00"}
        - {mdtrt_id: E9, psn_no: P3, fixmedins_code: H2, begntime: "2026-03-16 09:06:00"}
        - {mdtrt_id: E10, psn_no: P1, fixmedins_code: H2, begntime: "2026-03-23 09:00:00"}
        - {mdtrt_id: E11, psn_no: P2, fixmedins_code: H2, begntime: "2026-03-23 09:03:00"}
        - {mdtrt_id: E12, psn_no: P3, fixmedins_code: H2, begntime: "2026-03-23 09:06:00"}
      fee_list_d:
        - {mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-02 09:03:00"}
        - {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-02 09:06:00"}
        - {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-09 09:00:00"}
        - {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-09 09:03:00"}
        - {mdtrt_id: E6, pric: 100, fee_ocur_time: "2026-03-09 09:06:00"}
        - {mdtrt_id: E7, pric: 100, fee_ocur_time: "2026-03-16 09:00:00"}
        - {mdtrt_id: E8, pric: 100, fee_ocur_time: "2026-03-16 09:03:00"}
        - {mdtrt_id: E9, pric: 100, fee_ocur_time: "2026-03-16 09:06:00"}
        - {mdtrt_id: E10, pric: 100, fee_ocur_time: "2026-03-23 09:00:00"}
        - {mdtrt_id: E11, pric: 100, fee_ocur_time: "2026-03-23 09:03:00"}
        - {mdtrt_id: E12, pric: 100, fee_ocur_time: "2026-03-23 09:06:00"}
    finds:
      - {checkout_amt: null, checkout_cnt: 3, sev_deg: 3, occurred_on: "2026-03-23", evidence: {branch: [b], persons: 3, places: 2, dates: 4, fund: 960}}
  - name: 三人只有三日同行
    given:
      psn_info_b:
        - {psn_no: P1, addr: 青阳县河口镇大湾村1号}
        - {psn_no: P2, addr: 青阳县河口镇小河村1号}
        - {psn_no: P3, addr: 青阳县河口镇红旗村1号}
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-02 09:03:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-02 09:06:00"}
        - {mdtrt_id: E4, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-09 09:00:00"}
        - {mdtrt_id: E5, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-09 09:03:00"}
        - {mdtrt_id: E6, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-09 09:06:00"}
        - {mdtrt_id: E7, psn_no: P1, fixmedins_code: H2, begntime: "2026-03-16 09:00:00"}
        - {mdtrt_id: E8, psn_no: P2, fixmedins_code: H2, begntime: "2026-03-16 09:03:00"}
        - {mdtrt_id: E9, psn_no: P3, fixmedins_code: H2, begntime: "2026-03-16 09:06:00"}
      fee_list_d:
        - {mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-02 09:03:00"}
        - {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-02 09:06:00"}
        - {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-09 09:00:00"}
        - {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-09 09:03:00"}
        - {mdtrt_id: E6, pric: 100, fee_ocur_time: "2026-03-09 09:06:00"}
        - {mdtrt_id: E7, pric: 100, fee_ocur_time: "2026-03-16 09:00:00"}
        - {mdtrt_id: E8, pric: 100, fee_ocur_time: "2026-03-16 09:03:00"}
        - {mdtrt_id: E9, pric: 100, fee_ocur_time: "2026-03-16 09:06:00"}
    finds: []
  - name: 四日都在同一家机构
    given:
      psn_info_b:
        - {psn_no: P1, addr: 青阳县河口镇大湾村1号}
        - {psn_no: P2, addr: 青阳县河口镇小河村1号}
        - {psn_no: P3, addr: 青阳县河口镇红旗村1号}
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-02 09:03:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-02 09:06:00"}
        - {mdtrt_id: E4, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-09 09:00:00"}
        - {mdtrt_id: E5, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-09 09:03:00"}
        - {mdtrt_id: E6, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-09 09:06:00"}
        - {mdtrt_id: E7, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-16 09:00:00"}
        - {mdtrt_id: E8, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-16 09:03:00"}
        - {mdtrt_id: E9, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-16 09:06:00"}
        - {mdtrt_id: E10, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-23 09:00:00"}
        - {mdtrt_id: E11, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-23 09:03:00"}
        - {mdtrt_id: E12, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-23 09:06:00"}
      fee_list_d:
        - {mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-02 09:03:00"}
        - {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-02 09:06:00"}
        - {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-09 09:00:00"}
        - {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-09 09:03:00"}
        - {mdtrt_id: E6, pric: 100, fee_ocur_time: "2026-03-09 09:06:00"}
        - {mdtrt_id: E7, pric: 100, fee_ocur_time: "2026-03-16 09:00:00"}
        - {mdtrt_id: E8, pric: 100, fee_ocur_time: "2026-03-16 09:03:00"}
        - {mdtrt_id: E9, pric: 100, fee_ocur_time: "2026-03-16 09:06:00"}
        - {mdtrt_id: E10, pric: 100, fee_ocur_time: "2026-03-23 09:00:00"}
        - {mdtrt_id: E11, pric: 100, fee_ocur_time: "2026-03-23 09:03:00"}
        - {mdtrt_id: E12, pric: 100, fee_ocur_time: "2026-03-23 09:06:00"}
    finds: []
  - name: 同住一处的三人结伴
    given:
      psn_info_b:
        - {psn_no: P1, addr: 青阳县河口镇大湾村1号}
        - {psn_no: P2, addr: 青阳县河口镇大湾村1号}
        - {psn_no: P3, addr: 青阳县河口镇大湾村1号}
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-02 09:03:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-02 09:06:00"}
        - {mdtrt_id: E4, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-09 09:00:00"}
        - {mdtrt_id: E5, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-09 09:03:00"}
        - {mdtrt_id: E6, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-09 09:06:00"}
        - {mdtrt_id: E7, psn_no: P1, fixmedins_code: H2, begntime: "2026-03-16 09:00:00"}
        - {mdtrt_id: E8, psn_no: P2, fixmedins_code: H2, begntime: "2026-03-16 09:03:00"}
        - {mdtrt_id: E9, psn_no: P3, fixmedins_code: H2, begntime: "2026-03-16 09:06:00"}
        - {mdtrt_id: E10, psn_no: P1, fixmedins_code: H2, begntime: "2026-03-23 09:00:00"}
        - {mdtrt_id: E11, psn_no: P2, fixmedins_code: H2, begntime: "2026-03-23 09:03:00"}
        - {mdtrt_id: E12, psn_no: P3, fixmedins_code: H2, begntime: "2026-03-23 09:06:00"}
      fee_list_d:
        - {mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-02 09:03:00"}
        - {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-02 09:06:00"}
        - {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-09 09:00:00"}
        - {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-09 09:03:00"}
        - {mdtrt_id: E6, pric: 100, fee_ocur_time: "2026-03-09 09:06:00"}
        - {mdtrt_id: E7, pric: 100, fee_ocur_time: "2026-03-16 09:00:00"}
        - {mdtrt_id: E8, pric: 100, fee_ocur_time: "2026-03-16 09:03:00"}
        - {mdtrt_id: E9, pric: 100, fee_ocur_time: "2026-03-16 09:06:00"}
        - {mdtrt_id: E10, pric: 100, fee_ocur_time: "2026-03-23 09:00:00"}
        - {mdtrt_id: E11, pric: 100, fee_ocur_time: "2026-03-23 09:03:00"}
        - {mdtrt_id: E12, pric: 100, fee_ocur_time: "2026-03-23 09:06:00"}
    finds: []
  - name: 结伴透析的三人，透析安排在同一班次
    given:
      psn_info_b:
        - {psn_no: P1, addr: 青阳县河口镇大湾村1号}
        - {psn_no: P2, addr: 青阳县河口镇小河村1号}
        - {psn_no: P3, addr: 青阳县河口镇红旗村1号}
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-02 09:03:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-02 09:06:00"}
        - {mdtrt_id: E4, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-09 09:00:00"}
        - {mdtrt_id: E5, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-09 09:03:00"}
        - {mdtrt_id: E6, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-09 09:06:00"}
        - {mdtrt_id: E7, psn_no: P1, fixmedins_code: H2, begntime: "2026-03-16 09:00:00"}
        - {mdtrt_id: E8, psn_no: P2, fixmedins_code: H2, begntime: "2026-03-16 09:03:00"}
        - {mdtrt_id: E9, psn_no: P3, fixmedins_code: H2, begntime: "2026-03-16 09:06:00"}
        - {mdtrt_id: E10, psn_no: P1, fixmedins_code: H2, begntime: "2026-03-23 09:00:00"}
        - {mdtrt_id: E11, psn_no: P2, fixmedins_code: H2, begntime: "2026-03-23 09:03:00"}
        - {mdtrt_id: E12, psn_no: P3, fixmedins_code: H2, begntime: "2026-03-23 09:06:00"}
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-02 09:03:00"}
        - {mdtrt_id: E3, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-02 09:06:00"}
        - {mdtrt_id: E4, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-09 09:00:00"}
        - {mdtrt_id: E5, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-09 09:03:00"}
        - {mdtrt_id: E6, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-09 09:06:00"}
        - {mdtrt_id: E7, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-16 09:00:00"}
        - {mdtrt_id: E8, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-16 09:03:00"}
        - {mdtrt_id: E9, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-16 09:06:00"}
        - {mdtrt_id: E10, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-23 09:00:00"}
        - {mdtrt_id: E11, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-23 09:03:00"}
        - {mdtrt_id: E12, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-23 09:06:00"}
    finds: []
  - name: 三人结伴，又共用一个电话，为高度可疑
    given:
      psn_info_b:
        - {psn_no: P1, addr: 青阳县河口镇大湾村1号}
        - {psn_no: P2, addr: 青阳县河口镇小河村1号}
        - {psn_no: P3, addr: 青阳县河口镇红旗村1号}
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, tel: "13800000008", begntime: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, tel: "13800000008", begntime: "2026-03-02 09:03:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, tel: "13800000008", begntime: "2026-03-02 09:06:00"}
        - {mdtrt_id: E4, psn_no: P1, fixmedins_code: H1, tel: "13800000008", begntime: "2026-03-09 09:00:00"}
        - {mdtrt_id: E5, psn_no: P2, fixmedins_code: H1, tel: "13800000008", begntime: "2026-03-09 09:03:00"}
        - {mdtrt_id: E6, psn_no: P3, fixmedins_code: H1, tel: "13800000008", begntime: "2026-03-09 09:06:00"}
        - {mdtrt_id: E7, psn_no: P1, fixmedins_code: H2, tel: "13800000008", begntime: "2026-03-16 09:00:00"}
        - {mdtrt_id: E8, psn_no: P2, fixmedins_code: H2, tel: "13800000008", begntime: "2026-03-16 09:03:00"}
        - {mdtrt_id: E9, psn_no: P3, fixmedins_code: H2, tel: "13800000008", begntime: "2026-03-16 09:06:00"}
        - {mdtrt_id: E10, psn_no: P1, fixmedins_code: H2, tel: "13800000008", begntime: "2026-03-23 09:00:00"}
        - {mdtrt_id: E11, psn_no: P2, fixmedins_code: H2, tel: "13800000008", begntime: "2026-03-23 09:03:00"}
        - {mdtrt_id: E12, psn_no: P3, fixmedins_code: H2, tel: "13800000008", begntime: "2026-03-23 09:06:00"}
      fee_list_d:
        - {mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-02 09:03:00"}
        - {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-02 09:06:00"}
        - {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-09 09:00:00"}
        - {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-09 09:03:00"}
        - {mdtrt_id: E6, pric: 100, fee_ocur_time: "2026-03-09 09:06:00"}
        - {mdtrt_id: E7, pric: 100, fee_ocur_time: "2026-03-16 09:00:00"}
        - {mdtrt_id: E8, pric: 100, fee_ocur_time: "2026-03-16 09:03:00"}
        - {mdtrt_id: E9, pric: 100, fee_ocur_time: "2026-03-16 09:06:00"}
        - {mdtrt_id: E10, pric: 100, fee_ocur_time: "2026-03-23 09:00:00"}
        - {mdtrt_id: E11, pric: 100, fee_ocur_time: "2026-03-23 09:03:00"}
        - {mdtrt_id: E12, pric: 100, fee_ocur_time: "2026-03-23 09:06:00"}
    finds:
      - {checkout_cnt: 3, sev_deg: 2, evidence: {branch: [b]}}
---*/
WITH contact AS (
  SELECT e.psn_no, e.mdtrt_id, e.adm_date, e.fixmedins_code, e.admdvs, e.fund, optional(e.addr) AS addr, optional(e.tel) AS tel
  FROM enc AS e
  WHERE e.in_scope AND e.fund > 0 AND matches(optional(e.tel), '[0-9]{7}')
  UNION ALL
  SELECT e.psn_no, e.mdtrt_id, e.adm_date, e.fixmedins_code, e.admdvs, e.fund, optional(e.addr) AS addr, optional(e.agnter_tel) AS tel
  FROM enc AS e
  WHERE e.in_scope AND e.fund > 0 AND matches(optional(e.agnter_tel), '[0-9]{7}') AND COALESCE(optional(e.tel), '') <> optional(e.agnter_tel)
), shared AS (
  SELECT c.tel
  FROM contact AS c
  GROUP BY c.tel
  HAVING COUNT(DISTINCT c.psn_no) BETWEEN 2 AND MIN(param('max_tel', c.adm_date, c.admdvs))
), call AS (
  -- Few telephones are shared, so addresses are only taken apart here.
  SELECT c.*, CASE WHEN LENGTH(c.home) >= 6 THEN c.home END AS addr_key
  FROM (
    SELECT c.*, remove_matches(match_of(c.addr, '^.*(村|社区|小区|组)'), '[0-9]') AS home
    FROM contact AS c
    JOIN shared AS s ON s.tel = c.tel
  ) AS c
), many AS (
  SELECT c.tel
  FROM call AS c
  GROUP BY c.tel
  HAVING COUNT(DISTINCT c.psn_no) >= MIN(param('min_tel', c.adm_date, c.admdvs))
    AND COUNT(DISTINCT c.addr_key) >= MIN(param('min_homes', c.adm_date, c.admdvs))
), moment AS (
  SELECT DISTINCT c.tel, c.adm_date FROM call AS c JOIN many AS m ON m.tel = c.tel
), period AS (
  -- Persons per telephone in the days up to each date of use; the fullest stands for the group.
  SELECT
    d.tel, d.adm_date AS last_on, COUNT(DISTINCT c.psn_no) AS persons, COUNT(DISTINCT c.addr_key) AS homes,
    COUNT(DISTINCT c.fixmedins_code) AS places, COUNT(DISTINCT c.adm_date) AS dates
  FROM moment AS d
  JOIN call AS c ON c.tel = d.tel AND days_between(c.adm_date, d.adm_date) BETWEEN 0 AND param('window_d', d.adm_date, c.admdvs) - 1
  GROUP BY d.tel, d.adm_date
  HAVING COUNT(DISTINCT c.psn_no) >= MIN(param('min_tel', d.adm_date, c.admdvs))
    AND COUNT(DISTINCT c.addr_key) >= MIN(param('min_homes', d.adm_date, c.admdvs))
), fullest AS (
  SELECT p.*, ROW_NUMBER() OVER (PARTITION BY p.tel ORDER BY p.persons DESC, p.last_on DESC) AS nth
  FROM period AS p
), tel_member AS (
  SELECT
    f.tel, f.last_on, f.persons, f.homes, f.places, f.dates, c.psn_no, c.mdtrt_id, c.fund, c.fixmedins_code
  FROM fullest AS f
  JOIN call AS c ON c.tel = f.tel AND days_between(c.adm_date, f.last_on) BETWEEN 0 AND param('window_d', f.last_on, c.admdvs) - 1
  WHERE f.nth = 1
), course AS (
  SELECT DISTINCT f.setl_id
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.scene IN ('OP', 'PH', 'NET') AND has_cls(f.cls, 'SERIES')
), paid AS (
  SELECT
    s.setl_id, s.psn_no, s.fixmedins_code, s.admdvs, s.setl_date, s.setl_time, s.fund,
    int_div(minute_of_day(s.setl_time), 10) AS slot
  FROM setl_net AS s
  LEFT JOIN course AS c ON c.setl_id = s.setl_id
  WHERE s.in_scope AND s.scene IN ('OP', 'PH', 'NET') AND s.has_time AND s.fund + s.acct > 0 AND c.setl_id IS NULL
), roamer AS (
  -- Only who came on enough dates to enough places can be half of a pair.
  SELECT p.psn_no
  FROM paid AS p
  GROUP BY p.psn_no
  HAVING COUNT(DISTINCT p.setl_date) >= MIN(param('pair_dates', p.setl_date, p.admdvs))
    AND COUNT(DISTINCT p.fixmedins_code) >= MIN(param('pair_places', p.setl_date, p.admdvs))
), quiet AS (
  SELECT p.fixmedins_code, p.setl_date, p.slot
  FROM paid AS p
  GROUP BY p.fixmedins_code, p.setl_date, p.slot
  HAVING COUNT(*) <= MIN(param('crowd', p.setl_date, p.admdvs))
), calm AS (
  SELECT p.*
  FROM paid AS p
  JOIN roamer AS r ON r.psn_no = p.psn_no
  JOIN quiet AS q ON q.fixmedins_code = p.fixmedins_code AND q.setl_date = p.setl_date AND q.slot = p.slot
), near AS (
  SELECT * FROM calm
  UNION ALL
  SELECT setl_id, psn_no, fixmedins_code, admdvs, setl_date, setl_time, fund, slot - 1 AS slot FROM calm
), met AS (
  SELECT
    LEAST(a.psn_no, b.psn_no) AS one, GREATEST(a.psn_no, b.psn_no) AS other, a.setl_date, a.fixmedins_code, a.admdvs
  FROM calm AS a
  JOIN near AS b
    ON b.fixmedins_code = a.fixmedins_code AND b.setl_date = a.setl_date AND b.slot = a.slot AND b.psn_no <> a.psn_no
  WHERE ABS(seconds_between(a.setl_time, b.setl_time)) <= 60 * param('pair_min', a.setl_date, a.admdvs)
), together AS (
  SELECT DISTINCT one, other, setl_date, fixmedins_code, admdvs FROM met
), steady AS (
  -- Distinct dates in the window that ends with each date; one such window makes the pair.
  SELECT DISTINCT d.one, d.other
  FROM together AS d
  JOIN together AS t
    ON t.one = d.one AND t.other = d.other
    AND days_between(t.setl_date, d.setl_date) BETWEEN 0 AND param('window_d', d.setl_date, d.admdvs) - 1
  GROUP BY d.one, d.other, d.setl_date
  HAVING COUNT(DISTINCT t.setl_date) >= MIN(param('pair_dates', d.setl_date, d.admdvs))
    AND COUNT(DISTINCT t.fixmedins_code) >= MIN(param('pair_places', d.setl_date, d.admdvs))
), home AS (
  SELECT h.psn_no, CASE WHEN LENGTH(h.home) >= 6 THEN h.home END AS addr_key
  FROM (
    SELECT p.psn_no, remove_matches(match_of(optional(p.addr), '^.*(村|社区|小区|组)'), '[0-9]') AS home
    FROM psn_info_b AS p
    WHERE p.psn_no IN (SELECT one FROM steady UNION SELECT other FROM steady)
  ) AS h
), pair AS (
  SELECT s.one, s.other
  FROM steady AS s
  JOIN home AS a ON a.psn_no = s.one
  JOIN home AS b ON b.psn_no = s.other
  WHERE NOT COALESCE(a.addr_key = b.addr_key, FALSE)
), edge AS (
  SELECT one AS psn_no, other AS friend FROM pair
  UNION ALL
  SELECT other, one FROM pair
  UNION ALL
  SELECT one, one FROM pair
  UNION ALL
  SELECT other, other FROM pair
), step1 AS (
  -- Connected persons take the smallest number among them; each step doubles how far it has spread.
  SELECT psn_no, MIN(friend) AS head FROM edge GROUP BY psn_no
), step2 AS (
  SELECT e.psn_no, MIN(s.head) AS head FROM edge AS e JOIN step1 AS s ON s.psn_no = e.friend GROUP BY e.psn_no
), step3 AS (
  SELECT a.psn_no, MIN(b.head) AS head FROM step2 AS a JOIN step2 AS b ON b.psn_no = a.head GROUP BY a.psn_no
), step4 AS (
  SELECT e.psn_no, MIN(s.head) AS head FROM edge AS e JOIN step3 AS s ON s.psn_no = e.friend GROUP BY e.psn_no
), step5 AS (
  SELECT a.psn_no, MIN(b.head) AS head FROM step4 AS a JOIN step4 AS b ON b.psn_no = a.head GROUP BY a.psn_no
), company AS (
  SELECT s.head, COUNT(*) AS persons FROM step5 AS s GROUP BY s.head
), outing AS (
  SELECT DISTINCT s.head, t.setl_date, t.fixmedins_code, t.one, t.other, t.admdvs
  FROM together AS t
  JOIN pair AS p ON p.one = t.one AND p.other = t.other
  JOIN step5 AS s ON s.psn_no = t.one
), travelled AS (
  SELECT
    o.head, MAX(o.setl_date) AS last_on, COUNT(DISTINCT o.setl_date) AS dates, COUNT(DISTINCT o.fixmedins_code) AS places,
    MIN(o.admdvs) AS admdvs
  FROM outing AS o
  GROUP BY o.head
), spent AS (
  SELECT x.head, SUM(p.fund) AS fund, MIN(p.fixmedins_code) AS fixmedins_code
  FROM (
    SELECT head, one AS psn_no, setl_date, fixmedins_code FROM outing
    UNION
    SELECT head, other, setl_date, fixmedins_code FROM outing
  ) AS x
  JOIN paid AS p ON p.psn_no = x.psn_no AND p.setl_date = x.setl_date AND p.fixmedins_code = x.fixmedins_code
  GROUP BY x.head
), both_ties AS (
  -- Two of a company who also share a telephone.
  SELECT DISTINCT a.head
  FROM step5 AS a
  JOIN call AS c ON c.psn_no = a.psn_no
  JOIN call AS d ON d.tel = c.tel AND d.psn_no > c.psn_no
  JOIN step5 AS b ON b.psn_no = d.psn_no AND b.head = a.head
), member AS (
  SELECT
    'a' AS branch, m.tel AS gkey, m.psn_no AS member, m.tel, m.last_on, m.persons, m.homes, m.places, m.dates,
    SUM(m.fund) AS member_fund, MIN(m.fixmedins_code) AS fixmedins_code, '共用一个联系电话' AS reason
  FROM tel_member AS m
  GROUP BY m.tel, m.psn_no, m.last_on, m.persons, m.homes, m.places, m.dates
), homes AS (
  SELECT s.head, COUNT(DISTINCT h.addr_key) AS homes
  FROM step5 AS s
  JOIN home AS h ON h.psn_no = s.psn_no
  GROUP BY s.head
), tel_group AS (
  SELECT
    m.gkey, LEFT(md5_of(joined(m.member)), 16) AS group_id, joined(m.member) AS member_list, SUM(m.member_fund) AS fund,
    MIN(m.fixmedins_code) AS fixmedins_code,
    bool_or(s.psn_no IS NOT NULL AND p.one IS NOT NULL) AS walks
  FROM member AS m
  LEFT JOIN step5 AS s ON s.psn_no = m.member
  LEFT JOIN (SELECT DISTINCT a.tel, q.one FROM tel_member AS a JOIN pair AS q ON q.one = a.psn_no JOIN tel_member AS b ON b.tel = a.tel AND b.psn_no = q.other) AS p
    ON p.tel = m.gkey AND p.one = m.member
  GROUP BY m.gkey
), walk_group AS (
  SELECT s.head, LEFT(md5_of(joined(s.psn_no)), 16) AS group_id, joined(s.psn_no) AS member_list
  FROM step5 AS s
  GROUP BY s.head
)
SELECT
  g.group_id, m.branch, m.member, m.reason, m.tel, m.last_on AS occurred_on, m.persons, m.homes, m.places, m.dates, g.fund,
  g.member_list, g.fixmedins_code, CASE WHEN g.walks THEN 2 ELSE 3 END AS sev_deg
FROM member AS m
JOIN tel_group AS g ON g.gkey = m.gkey
UNION ALL
SELECT
  g.group_id, 'b', s.psn_no, '多次先后结伴结算', CAST(NULL AS VARCHAR), t.last_on, c.persons, h.homes, t.places, t.dates, x.fund,
  g.member_list, x.fixmedins_code, CASE WHEN b.head IS NOT NULL THEN 2 ELSE 3 END
FROM step5 AS s
JOIN company AS c ON c.head = s.head
JOIN travelled AS t ON t.head = s.head
JOIN spent AS x ON x.head = s.head
JOIN homes AS h ON h.head = s.head
JOIN walk_group AS g ON g.head = s.head
LEFT JOIN both_ties AS b ON b.head = s.head
WHERE c.persons >= param('min_pair', t.last_on, t.admdvs)
