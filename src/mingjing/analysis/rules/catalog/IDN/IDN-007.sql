/*---
code: IDN-007
version: 4
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
  min_tel: {type: integer, default: 5, unit: 人, source: 共用一个电话的人数；无官方数值，可按统筹区配置}
  min_homes: {type: integer, default: 3, unit: 处, source: 住址不同的处数；无官方数值，可按统筹区配置}
  max_tel: {type: integer, default: 200, unit: 人, source: 多于此数的号码视为占位或公共号码；无官方数值，可按统筹区配置}
  min_pair: {type: integer, default: 3, unit: 人, source: 结伴的人数；无官方数值，可按统筹区配置}
  pair_min: {type: integer, default: 10, unit: 分钟, source: 先后结算的间隔；无官方数值，可按统筹区配置}
  pair_dates: {type: integer, default: 4, unit: 日, source: 结伴的日数；无官方数值，可按统筹区配置}
  crowd: {type: integer, default: 20, unit: 笔/10 分钟, source: 机构十分钟内结算多于此数的时段，先后结算不说明结伴；无官方数值，可按统筹区配置}
message: "{reason}：{persons} 人、{homes} 处住址、{places} 家机构，基金支付合计 {fund} 元。"
verify: 查清电话的机主和代办人，调看结算时段录像，逐人访谈。
defence: 村医、学校、养老机构代办；陪诊服务；家庭成员。
known_gaps: 村医、学校、养老机构代办和陪诊需现场排除；住址没有登记的人不计住址；机构自己的电话没有登记，由人数上限排除；结伴的链条至多追到六步。
evidence: [reason, tel, persons, homes, places, dates, fund, member_list]
cases:
  - name: 十一人、七个村、同一个电话、四家医院
    given:
      psn_info_b: [{psn_no: P01, addr: 青阳县河口镇小河村1号}, {psn_no: P02, addr: 青阳县河口镇红旗村2号}, {psn_no: P03, addr: 青阳县河口镇新民村3号}, {psn_no: P04, addr: 青阳县河口镇石桥村4号}, {psn_no: P05, addr: 青阳县河口镇东山村5号}, {psn_no: P06, addr: 青阳县河口镇西坝村6号}, {psn_no: P07, addr: 青阳县河口镇大湾村7号}, {psn_no: P08, addr: 青阳县河口镇小河村8号}, {psn_no: P09, addr: 青阳县河口镇红旗村9号}, {psn_no: P10, addr: 青阳县河口镇新民村10号}, {psn_no: P11, addr: 青阳县河口镇石桥村11号}]
      mdtrt_d: [
        {mdtrt_id: E01, psn_no: P01, fixmedins_code: H2, tel: "13800000009", begntime: "2026-03-02 09:00:00"}, {mdtrt_id: E02, psn_no: P02, fixmedins_code: H3, tel: "13800000009", begntime: "2026-03-03 09:00:00"}, {mdtrt_id: E03, psn_no: P03, fixmedins_code: H4, tel: "13800000009", begntime: "2026-03-04 09:00:00"},
        {mdtrt_id: E04, psn_no: P04, fixmedins_code: H1, tel: "13800000009", begntime: "2026-03-05 09:00:00"}, {mdtrt_id: E05, psn_no: P05, fixmedins_code: H2, tel: "13800000009", begntime: "2026-03-06 09:00:00"}, {mdtrt_id: E06, psn_no: P06, fixmedins_code: H3, tel: "13800000009", begntime: "2026-03-07 09:00:00"},
        {mdtrt_id: E07, psn_no: P07, fixmedins_code: H4, tel: "13800000009", begntime: "2026-03-08 09:00:00"}, {mdtrt_id: E08, psn_no: P08, fixmedins_code: H1, tel: "13800000009", begntime: "2026-03-09 09:00:00"}, {mdtrt_id: E09, psn_no: P09, fixmedins_code: H2, tel: "13800000009", begntime: "2026-03-10 09:00:00"},
        {mdtrt_id: E10, psn_no: P10, fixmedins_code: H3, tel: "13800000009", begntime: "2026-03-11 09:00:00"}, {mdtrt_id: E11, psn_no: P11, fixmedins_code: H4, tel: "13800000009", begntime: "2026-03-12 09:00:00"},
      ]
      fee_list_d: [
        {mdtrt_id: E01, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}, {mdtrt_id: E02, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}, {mdtrt_id: E03, pric: 100, fee_ocur_time: "2026-03-04 09:00:00"}, {mdtrt_id: E04, pric: 100, fee_ocur_time: "2026-03-05 09:00:00"}, {mdtrt_id: E05, pric: 100, fee_ocur_time: "2026-03-06 09:00:00"},
        {mdtrt_id: E06, pric: 100, fee_ocur_time: "2026-03-07 09:00:00"}, {mdtrt_id: E07, pric: 100, fee_ocur_time: "2026-03-08 09:00:00"}, {mdtrt_id: E08, pric: 100, fee_ocur_time: "2026-03-09 09:00:00"}, {mdtrt_id: E09, pric: 100, fee_ocur_time: "2026-03-10 09:00:00"}, {mdtrt_id: E10, pric: 100, fee_ocur_time: "2026-03-11 09:00:00"},
        {mdtrt_id: E11, pric: 100, fee_ocur_time: "2026-03-12 09:00:00"},
      ]
    finds:
      - {checkout_amt: null, amount_basis: none, checkout_cnt: 11, sev_deg: 3, occurred_on: "2026-03-12", evidence: {branch: [a], persons: 11, homes: 7, places: 4, fund: 880}}
  - name: 一家五口共用一个电话
    given:
      psn_info_b: [{psn_no: P1, addr: 青阳县河口镇大湾村5号}, {psn_no: P2, addr: 青阳县河口镇大湾村5号}, {psn_no: P3, addr: 青阳县河口镇大湾村5号}, {psn_no: P4, addr: 青阳县河口镇大湾村5号}, {psn_no: P5, addr: 青阳县河口镇大湾村5号}]
      mdtrt_d: [
        {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, tel: "13800000001", begntime: "2026-03-02 09:00:00"}, {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, tel: "13800000001", begntime: "2026-03-03 09:00:00"}, {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, tel: "13800000001", begntime: "2026-03-04 09:00:00"},
        {mdtrt_id: E4, psn_no: P4, fixmedins_code: H1, tel: "13800000001", begntime: "2026-03-05 09:00:00"}, {mdtrt_id: E5, psn_no: P5, fixmedins_code: H1, tel: "13800000001", begntime: "2026-03-06 09:00:00"},
      ]
      fee_list_d: [{mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}, {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}, {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-04 09:00:00"}, {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-05 09:00:00"}, {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-06 09:00:00"}]
    finds: []
  - name: 五人、三处住址共用一个电话，恰到下限
    given:
      psn_info_b: [{psn_no: P1, addr: 青阳县河口镇小河村1号}, {psn_no: P2, addr: 青阳县河口镇红旗村1号}, {psn_no: P3, addr: 青阳县河口镇大湾村1号}, {psn_no: P4, addr: 青阳县河口镇小河村1号}, {psn_no: P5, addr: 青阳县河口镇红旗村1号}]
      mdtrt_d: [
        {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, tel: "13800000002", begntime: "2026-03-02 09:00:00"}, {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, tel: "13800000002", begntime: "2026-03-03 09:00:00"}, {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, tel: "13800000002", begntime: "2026-03-04 09:00:00"},
        {mdtrt_id: E4, psn_no: P4, fixmedins_code: H1, tel: "13800000002", begntime: "2026-03-05 09:00:00"}, {mdtrt_id: E5, psn_no: P5, fixmedins_code: H1, tel: "13800000002", begntime: "2026-03-06 09:00:00"},
      ]
      fee_list_d: [{mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}, {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}, {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-04 09:00:00"}, {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-05 09:00:00"}, {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-06 09:00:00"}]
    finds:
      - {checkout_cnt: 5, sev_deg: 3, evidence: {persons: 5, homes: 3}}
  - name: 四人、四处住址共用一个电话
    given:
      psn_info_b: [{psn_no: P1, addr: 青阳县河口镇小河村1号}, {psn_no: P2, addr: 青阳县河口镇红旗村1号}, {psn_no: P3, addr: 青阳县河口镇新民村1号}, {psn_no: P4, addr: 青阳县河口镇大湾村1号}]
      mdtrt_d: [
        {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, tel: "13800000003", begntime: "2026-03-02 09:00:00"}, {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, tel: "13800000003", begntime: "2026-03-03 09:00:00"}, {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, tel: "13800000003", begntime: "2026-03-04 09:00:00"},
        {mdtrt_id: E4, psn_no: P4, fixmedins_code: H1, tel: "13800000003", begntime: "2026-03-05 09:00:00"},
      ]
      fee_list_d: [{mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}, {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}, {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-04 09:00:00"}, {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-05 09:00:00"}]
    finds: []
  - name: 五人共用的电话只有六位
    given:
      psn_info_b: [{psn_no: P1, addr: 青阳县河口镇小河村1号}, {psn_no: P2, addr: 青阳县河口镇红旗村1号}, {psn_no: P3, addr: 青阳县河口镇大湾村1号}, {psn_no: P4, addr: 青阳县河口镇小河村1号}, {psn_no: P5, addr: 青阳县河口镇红旗村1号}]
      mdtrt_d: [
        {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, tel: "138000", begntime: "2026-03-02 09:00:00"}, {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, tel: "138000", begntime: "2026-03-03 09:00:00"}, {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, tel: "138000", begntime: "2026-03-04 09:00:00"}, {mdtrt_id: E4, psn_no: P4, fixmedins_code: H1, tel: "138000", begntime: "2026-03-05 09:00:00"},
        {mdtrt_id: E5, psn_no: P5, fixmedins_code: H1, tel: "138000", begntime: "2026-03-06 09:00:00"},
      ]
      fee_list_d: [{mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}, {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}, {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-04 09:00:00"}, {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-05 09:00:00"}, {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-06 09:00:00"}]
    finds: []
  - name: 电话未填
    given:
      psn_info_b: [{psn_no: P1, addr: 青阳县河口镇小河村1号}, {psn_no: P2, addr: 青阳县河口镇红旗村1号}, {psn_no: P3, addr: 青阳县河口镇大湾村1号}, {psn_no: P4, addr: 青阳县河口镇小河村1号}, {psn_no: P5, addr: 青阳县河口镇红旗村1号}]
      mdtrt_d: [
        {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-02 09:00:00"}, {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-03 09:00:00"}, {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-04 09:00:00"}, {mdtrt_id: E4, psn_no: P4, fixmedins_code: H1, begntime: "2026-03-05 09:00:00"},
        {mdtrt_id: E5, psn_no: P5, fixmedins_code: H1, begntime: "2026-03-06 09:00:00"},
      ]
      fee_list_d: [{mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}, {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}, {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-04 09:00:00"}, {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-05 09:00:00"}, {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-06 09:00:00"}]
    finds: []
  - name: 五人由同一名代办人办理
    given:
      psn_info_b: [{psn_no: P1, addr: 青阳县河口镇小河村1号}, {psn_no: P2, addr: 青阳县河口镇红旗村1号}, {psn_no: P3, addr: 青阳县河口镇大湾村1号}, {psn_no: P4, addr: 青阳县河口镇小河村1号}, {psn_no: P5, addr: 青阳县河口镇红旗村1号}]
      mdtrt_d: [
        {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, tel: "13800000101", agnter_tel: "13900000009", begntime: "2026-03-02 09:00:00"}, {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, tel: "13800000102", agnter_tel: "13900000009", begntime: "2026-03-03 09:00:00"}, {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, tel: "13800000103", agnter_tel: "13900000009", begntime: "2026-03-04 09:00:00"},
        {mdtrt_id: E4, psn_no: P4, fixmedins_code: H1, tel: "13800000104", agnter_tel: "13900000009", begntime: "2026-03-05 09:00:00"}, {mdtrt_id: E5, psn_no: P5, fixmedins_code: H1, tel: "13800000105", agnter_tel: "13900000009", begntime: "2026-03-06 09:00:00"},
      ]
      fee_list_d: [{mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}, {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}, {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-04 09:00:00"}, {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-05 09:00:00"}, {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-06 09:00:00"}]
    finds:
      - {checkout_cnt: 5, sev_deg: 3, evidence: {tel: "13900000009"}}
  - name: 五人先后用过同一号码，相隔超过半年
    given:
      psn_info_b: [{psn_no: P1, addr: 青阳县河口镇小河村1号}, {psn_no: P2, addr: 青阳县河口镇红旗村1号}, {psn_no: P3, addr: 青阳县河口镇大湾村1号}, {psn_no: P4, addr: 青阳县河口镇小河村1号}, {psn_no: P5, addr: 青阳县河口镇红旗村1号}]
      mdtrt_d: [
        {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, tel: "13800000004", begntime: "2025-01-02 09:00:00"}, {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, tel: "13800000004", begntime: "2025-05-02 09:00:00"}, {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, tel: "13800000004", begntime: "2025-09-02 09:00:00"},
        {mdtrt_id: E4, psn_no: P4, fixmedins_code: H1, tel: "13800000004", begntime: "2026-01-02 09:00:00"}, {mdtrt_id: E5, psn_no: P5, fixmedins_code: H1, tel: "13800000004", begntime: "2026-05-02 09:00:00"},
      ]
      fee_list_d: [{mdtrt_id: E1, pric: 100, fee_ocur_time: "2025-01-02 09:00:00"}, {mdtrt_id: E2, pric: 100, fee_ocur_time: "2025-05-02 09:00:00"}, {mdtrt_id: E3, pric: 100, fee_ocur_time: "2025-09-02 09:00:00"}, {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-01-02 09:00:00"}, {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-05-02 09:00:00"}]
    finds: []
  - name: 三人四日在两家机构先后结算
    given:
      psn_info_b: [{psn_no: P1, addr: 青阳县河口镇大湾村1号}, {psn_no: P2, addr: 青阳县河口镇小河村1号}, {psn_no: P3, addr: 青阳县河口镇红旗村1号}]
      mdtrt_d: [
        {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-02 09:00:00"}, {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-02 09:03:00"}, {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-02 09:06:00"}, {mdtrt_id: E4, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-09 09:00:00"},
        {mdtrt_id: E5, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-09 09:03:00"}, {mdtrt_id: E6, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-09 09:06:00"}, {mdtrt_id: E7, psn_no: P1, fixmedins_code: H2, begntime: "2026-03-16 09:00:00"}, {mdtrt_id: E8, psn_no: P2, fixmedins_code: H2, begntime: "2026-03-16 09:03:00"},
        {mdtrt_id: E9, psn_no: P3, fixmedins_code: H2, begntime: "2026-03-16 09:06:00"}, {mdtrt_id: E10, psn_no: P1, fixmedins_code: H2, begntime: "2026-03-23 09:00:00"}, {mdtrt_id: E11, psn_no: P2, fixmedins_code: H2, begntime: "2026-03-23 09:03:00"}, {mdtrt_id: E12, psn_no: P3, fixmedins_code: H2, begntime: "2026-03-23 09:06:00"},
      ]
      fee_list_d: [
        {mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}, {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-02 09:03:00"}, {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-02 09:06:00"}, {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-09 09:00:00"}, {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-09 09:03:00"}, {mdtrt_id: E6, pric: 100, fee_ocur_time: "2026-03-09 09:06:00"},
        {mdtrt_id: E7, pric: 100, fee_ocur_time: "2026-03-16 09:00:00"}, {mdtrt_id: E8, pric: 100, fee_ocur_time: "2026-03-16 09:03:00"}, {mdtrt_id: E9, pric: 100, fee_ocur_time: "2026-03-16 09:06:00"}, {mdtrt_id: E10, pric: 100, fee_ocur_time: "2026-03-23 09:00:00"}, {mdtrt_id: E11, pric: 100, fee_ocur_time: "2026-03-23 09:03:00"},
        {mdtrt_id: E12, pric: 100, fee_ocur_time: "2026-03-23 09:06:00"},
      ]
    finds:
      - {checkout_amt: null, checkout_cnt: 3, sev_deg: 3, occurred_on: "2026-03-23", evidence: {branch: [b], persons: 3, places: 2, dates: 4, fund: 960}}
  - name: 三人只有三日同行
    given:
      psn_info_b: [{psn_no: P1, addr: 青阳县河口镇大湾村1号}, {psn_no: P2, addr: 青阳县河口镇小河村1号}, {psn_no: P3, addr: 青阳县河口镇红旗村1号}]
      mdtrt_d: [
        {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-02 09:00:00"}, {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-02 09:03:00"}, {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-02 09:06:00"}, {mdtrt_id: E4, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-09 09:00:00"},
        {mdtrt_id: E5, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-09 09:03:00"}, {mdtrt_id: E6, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-09 09:06:00"}, {mdtrt_id: E7, psn_no: P1, fixmedins_code: H2, begntime: "2026-03-16 09:00:00"}, {mdtrt_id: E8, psn_no: P2, fixmedins_code: H2, begntime: "2026-03-16 09:03:00"},
        {mdtrt_id: E9, psn_no: P3, fixmedins_code: H2, begntime: "2026-03-16 09:06:00"},
      ]
      fee_list_d: [
        {mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}, {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-02 09:03:00"}, {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-02 09:06:00"}, {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-09 09:00:00"}, {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-09 09:03:00"}, {mdtrt_id: E6, pric: 100, fee_ocur_time: "2026-03-09 09:06:00"},
        {mdtrt_id: E7, pric: 100, fee_ocur_time: "2026-03-16 09:00:00"}, {mdtrt_id: E8, pric: 100, fee_ocur_time: "2026-03-16 09:03:00"}, {mdtrt_id: E9, pric: 100, fee_ocur_time: "2026-03-16 09:06:00"},
      ]
    finds: []
  - name: 四日都在同一家机构
    given:
      psn_info_b: [{psn_no: P1, addr: 青阳县河口镇大湾村1号}, {psn_no: P2, addr: 青阳县河口镇小河村1号}, {psn_no: P3, addr: 青阳县河口镇红旗村1号}]
      mdtrt_d: [
        {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-02 09:00:00"}, {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-02 09:03:00"}, {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-02 09:06:00"}, {mdtrt_id: E4, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-09 09:00:00"},
        {mdtrt_id: E5, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-09 09:03:00"}, {mdtrt_id: E6, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-09 09:06:00"}, {mdtrt_id: E7, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-16 09:00:00"}, {mdtrt_id: E8, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-16 09:03:00"},
        {mdtrt_id: E9, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-16 09:06:00"}, {mdtrt_id: E10, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-23 09:00:00"}, {mdtrt_id: E11, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-23 09:03:00"}, {mdtrt_id: E12, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-23 09:06:00"},
      ]
      fee_list_d: [
        {mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}, {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-02 09:03:00"}, {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-02 09:06:00"}, {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-09 09:00:00"}, {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-09 09:03:00"}, {mdtrt_id: E6, pric: 100, fee_ocur_time: "2026-03-09 09:06:00"},
        {mdtrt_id: E7, pric: 100, fee_ocur_time: "2026-03-16 09:00:00"}, {mdtrt_id: E8, pric: 100, fee_ocur_time: "2026-03-16 09:03:00"}, {mdtrt_id: E9, pric: 100, fee_ocur_time: "2026-03-16 09:06:00"}, {mdtrt_id: E10, pric: 100, fee_ocur_time: "2026-03-23 09:00:00"}, {mdtrt_id: E11, pric: 100, fee_ocur_time: "2026-03-23 09:03:00"},
        {mdtrt_id: E12, pric: 100, fee_ocur_time: "2026-03-23 09:06:00"},
      ]
    finds: []
  - name: 同住一处的三人结伴
    given:
      psn_info_b: [{psn_no: P1, addr: 青阳县河口镇大湾村1号}, {psn_no: P2, addr: 青阳县河口镇大湾村1号}, {psn_no: P3, addr: 青阳县河口镇大湾村1号}]
      mdtrt_d: [
        {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-02 09:00:00"}, {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-02 09:03:00"}, {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-02 09:06:00"}, {mdtrt_id: E4, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-09 09:00:00"},
        {mdtrt_id: E5, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-09 09:03:00"}, {mdtrt_id: E6, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-09 09:06:00"}, {mdtrt_id: E7, psn_no: P1, fixmedins_code: H2, begntime: "2026-03-16 09:00:00"}, {mdtrt_id: E8, psn_no: P2, fixmedins_code: H2, begntime: "2026-03-16 09:03:00"},
        {mdtrt_id: E9, psn_no: P3, fixmedins_code: H2, begntime: "2026-03-16 09:06:00"}, {mdtrt_id: E10, psn_no: P1, fixmedins_code: H2, begntime: "2026-03-23 09:00:00"}, {mdtrt_id: E11, psn_no: P2, fixmedins_code: H2, begntime: "2026-03-23 09:03:00"}, {mdtrt_id: E12, psn_no: P3, fixmedins_code: H2, begntime: "2026-03-23 09:06:00"},
      ]
      fee_list_d: [
        {mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}, {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-02 09:03:00"}, {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-02 09:06:00"}, {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-09 09:00:00"}, {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-09 09:03:00"}, {mdtrt_id: E6, pric: 100, fee_ocur_time: "2026-03-09 09:06:00"},
        {mdtrt_id: E7, pric: 100, fee_ocur_time: "2026-03-16 09:00:00"}, {mdtrt_id: E8, pric: 100, fee_ocur_time: "2026-03-16 09:03:00"}, {mdtrt_id: E9, pric: 100, fee_ocur_time: "2026-03-16 09:06:00"}, {mdtrt_id: E10, pric: 100, fee_ocur_time: "2026-03-23 09:00:00"}, {mdtrt_id: E11, pric: 100, fee_ocur_time: "2026-03-23 09:03:00"},
        {mdtrt_id: E12, pric: 100, fee_ocur_time: "2026-03-23 09:06:00"},
      ]
    finds: []
  - name: 结伴透析的三人，透析安排在同一班次
    given:
      psn_info_b: [{psn_no: P1, addr: 青阳县河口镇大湾村1号}, {psn_no: P2, addr: 青阳县河口镇小河村1号}, {psn_no: P3, addr: 青阳县河口镇红旗村1号}]
      mdtrt_d: [
        {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-02 09:00:00"}, {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-02 09:03:00"}, {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-02 09:06:00"}, {mdtrt_id: E4, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-09 09:00:00"},
        {mdtrt_id: E5, psn_no: P2, fixmedins_code: H1, begntime: "2026-03-09 09:03:00"}, {mdtrt_id: E6, psn_no: P3, fixmedins_code: H1, begntime: "2026-03-09 09:06:00"}, {mdtrt_id: E7, psn_no: P1, fixmedins_code: H2, begntime: "2026-03-16 09:00:00"}, {mdtrt_id: E8, psn_no: P2, fixmedins_code: H2, begntime: "2026-03-16 09:03:00"},
        {mdtrt_id: E9, psn_no: P3, fixmedins_code: H2, begntime: "2026-03-16 09:06:00"}, {mdtrt_id: E10, psn_no: P1, fixmedins_code: H2, begntime: "2026-03-23 09:00:00"}, {mdtrt_id: E11, psn_no: P2, fixmedins_code: H2, begntime: "2026-03-23 09:03:00"}, {mdtrt_id: E12, psn_no: P3, fixmedins_code: H2, begntime: "2026-03-23 09:06:00"},
      ]
      fee_list_d: [
        {mdtrt_id: E1, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}, {mdtrt_id: E2, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-02 09:03:00"}, {mdtrt_id: E3, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-02 09:06:00"},
        {mdtrt_id: E4, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-09 09:00:00"}, {mdtrt_id: E5, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-09 09:03:00"}, {mdtrt_id: E6, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-09 09:06:00"},
        {mdtrt_id: E7, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-16 09:00:00"}, {mdtrt_id: E8, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-16 09:03:00"}, {mdtrt_id: E9, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-16 09:06:00"},
        {mdtrt_id: E10, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-23 09:00:00"}, {mdtrt_id: E11, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-23 09:03:00"}, {mdtrt_id: E12, med_list_codg: "003110000060000", pric: 100, fee_ocur_time: "2026-03-23 09:06:00"},
      ]
    finds: []
  - name: 三人结伴，又共用一个电话，为高度可疑
    given:
      psn_info_b: [{psn_no: P1, addr: 青阳县河口镇大湾村1号}, {psn_no: P2, addr: 青阳县河口镇小河村1号}, {psn_no: P3, addr: 青阳县河口镇红旗村1号}]
      mdtrt_d: [
        {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, tel: "13800000008", begntime: "2026-03-02 09:00:00"}, {mdtrt_id: E2, psn_no: P2, fixmedins_code: H1, tel: "13800000008", begntime: "2026-03-02 09:03:00"}, {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1, tel: "13800000008", begntime: "2026-03-02 09:06:00"},
        {mdtrt_id: E4, psn_no: P1, fixmedins_code: H1, tel: "13800000008", begntime: "2026-03-09 09:00:00"}, {mdtrt_id: E5, psn_no: P2, fixmedins_code: H1, tel: "13800000008", begntime: "2026-03-09 09:03:00"}, {mdtrt_id: E6, psn_no: P3, fixmedins_code: H1, tel: "13800000008", begntime: "2026-03-09 09:06:00"},
        {mdtrt_id: E7, psn_no: P1, fixmedins_code: H2, tel: "13800000008", begntime: "2026-03-16 09:00:00"}, {mdtrt_id: E8, psn_no: P2, fixmedins_code: H2, tel: "13800000008", begntime: "2026-03-16 09:03:00"}, {mdtrt_id: E9, psn_no: P3, fixmedins_code: H2, tel: "13800000008", begntime: "2026-03-16 09:06:00"},
        {mdtrt_id: E10, psn_no: P1, fixmedins_code: H2, tel: "13800000008", begntime: "2026-03-23 09:00:00"}, {mdtrt_id: E11, psn_no: P2, fixmedins_code: H2, tel: "13800000008", begntime: "2026-03-23 09:03:00"}, {mdtrt_id: E12, psn_no: P3, fixmedins_code: H2, tel: "13800000008", begntime: "2026-03-23 09:06:00"},
      ]
      fee_list_d: [
        {mdtrt_id: E1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}, {mdtrt_id: E2, pric: 100, fee_ocur_time: "2026-03-02 09:03:00"}, {mdtrt_id: E3, pric: 100, fee_ocur_time: "2026-03-02 09:06:00"}, {mdtrt_id: E4, pric: 100, fee_ocur_time: "2026-03-09 09:00:00"}, {mdtrt_id: E5, pric: 100, fee_ocur_time: "2026-03-09 09:03:00"}, {mdtrt_id: E6, pric: 100, fee_ocur_time: "2026-03-09 09:06:00"},
        {mdtrt_id: E7, pric: 100, fee_ocur_time: "2026-03-16 09:00:00"}, {mdtrt_id: E8, pric: 100, fee_ocur_time: "2026-03-16 09:03:00"}, {mdtrt_id: E9, pric: 100, fee_ocur_time: "2026-03-16 09:06:00"}, {mdtrt_id: E10, pric: 100, fee_ocur_time: "2026-03-23 09:00:00"}, {mdtrt_id: E11, pric: 100, fee_ocur_time: "2026-03-23 09:03:00"},
        {mdtrt_id: E12, pric: 100, fee_ocur_time: "2026-03-23 09:06:00"},
      ]
    finds:
      - {checkout_cnt: 3, sev_deg: 2, evidence: {branch: [b]}}
---*/
WITH way AS (
  SELECT 1 AS n UNION ALL SELECT 2 AS n
), contact AS (
  -- The encounter's own telephone and the agent's.
  SELECT e.psn_no, e.adm_date, e.fixmedins_code, e.admdvs, e.fund, optional(e.addr) AS addr, optional(e.tel) AS tel
  FROM enc AS e
  WHERE e.in_scope AND e.fund + e.acct > 0 AND matches(optional(e.tel), '[0-9]{7}')
  UNION ALL
  SELECT e.psn_no, e.adm_date, e.fixmedins_code, e.admdvs, e.fund, optional(e.addr) AS addr, optional(e.agnter_tel) AS tel
  FROM enc AS e
  WHERE e.in_scope AND e.fund + e.acct > 0 AND matches(optional(e.agnter_tel), '[0-9]{7}')
), two_persons AS (
  -- Most telephones are one person's: only the others are counted.
  SELECT c.tel FROM contact AS c GROUP BY c.tel HAVING MIN(c.psn_no) < MAX(c.psn_no)
), busy AS (
  SELECT c.tel
  FROM contact AS c
  JOIN two_persons AS t ON t.tel = c.tel
  GROUP BY c.tel
  HAVING COUNT(DISTINCT c.psn_no) BETWEEN MIN(param('min_tel', c.adm_date, c.admdvs)) AND MIN(param('max_tel', c.adm_date, c.admdvs))
    AND COUNT(DISTINCT c.addr) >= MIN(param('min_homes', c.adm_date, c.admdvs))
), call AS (
  -- Few telephones are shared, so addresses are only taken apart here.
  SELECT
    c.psn_no, c.adm_date, c.fixmedins_code, c.admdvs, c.fund, c.tel,
    match_of(remove_matches(match_of(c.addr, '^.*(村|社区|小区|组)'), '[0-9]'), '^.{6,}$') AS addr_key
  FROM contact AS c
  JOIN busy AS b ON b.tel = c.tel
), period AS (
  -- Persons per telephone in the 180 days up to each date of use; the fullest stands for the group.
  SELECT
    d.tel, d.adm_date AS last_on, COUNT(DISTINCT c.psn_no) AS persons, COUNT(DISTINCT c.addr_key) AS homes,
    COUNT(DISTINCT c.fixmedins_code) AS places, COUNT(DISTINCT c.adm_date) AS dates
  FROM (SELECT DISTINCT tel, adm_date FROM call) AS d
  JOIN call AS c ON c.tel = d.tel AND days_between(c.adm_date, d.adm_date) BETWEEN 0 AND 179
  GROUP BY d.tel, d.adm_date
  HAVING COUNT(DISTINCT c.psn_no) >= MIN(param('min_tel', d.adm_date, c.admdvs))
    AND COUNT(DISTINCT c.addr_key) >= MIN(param('min_homes', d.adm_date, c.admdvs))
), fullest AS (
  SELECT p.*, ROW_NUMBER() OVER (PARTITION BY p.tel ORDER BY p.persons DESC, p.last_on DESC) AS nth
  FROM period AS p
), caller AS (
  SELECT
    f.tel, f.last_on, f.persons, f.homes, f.places, f.dates, c.psn_no, SUM(c.fund) AS fund, MIN(c.fixmedins_code) AS fixmedins_code
  FROM fullest AS f
  JOIN call AS c ON c.tel = f.tel AND days_between(c.adm_date, f.last_on) BETWEEN 0 AND 179
  WHERE f.nth = 1
  GROUP BY f.tel, f.last_on, f.persons, f.homes, f.places, f.dates, c.psn_no
), course AS (
  SELECT DISTINCT f.setl_id
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.scene IN ('OP', 'PH', 'NET') AND has_cls(f.cls, 'SERIES')
), place AS (
  -- Numbers for institutions and persons: what follows compares millions of them.
  SELECT s.fixmedins_code, ROW_NUMBER() OVER (ORDER BY s.fixmedins_code) AS place_no
  FROM (SELECT DISTINCT fixmedins_code FROM setl_net) AS s
), paid AS (
  -- A spot is ten minutes at an institution; the next number is the next ten minutes of that day.
  SELECT
    s.psn_no, s.fixmedins_code, i.place_no, s.admdvs, s.setl_date, s.setl_time, s.fund,
    (CAST(i.place_no AS BIGINT) * 100000 + day_number(s.setl_date)) * 1000 + int_div(minute_of_day(s.setl_time), 10) AS spot
  FROM setl_net AS s
  JOIN place AS i ON i.fixmedins_code = s.fixmedins_code
  LEFT JOIN course AS c ON c.setl_id = s.setl_id
  WHERE s.in_scope AND s.scene IN ('OP', 'PH', 'NET') AND s.has_time AND s.fund + s.acct > 0 AND c.setl_id IS NULL
), mobile AS (
  SELECT psn_no, ROW_NUMBER() OVER (ORDER BY psn_no) AS person_no, COUNT(*) AS visits
  FROM paid
  GROUP BY psn_no
  HAVING MIN(place_no) < MAX(place_no)
), crowded AS (
  SELECT spot
  FROM paid
  GROUP BY spot
  HAVING COUNT(*) > MIN(param('crowd', setl_date, admdvs))
), calm AS (
  -- Outside the crowd, and only who came often enough and to more than one place.
  SELECT p.psn_no, m.person_no, p.fixmedins_code, p.place_no, p.admdvs, p.setl_date, p.setl_time, p.fund, p.spot
  FROM paid AS p
  JOIN mobile AS m ON m.psn_no = p.psn_no
  LEFT JOIN crowded AS q ON q.spot = p.spot
  WHERE q.spot IS NULL AND m.visits >= param('pair_dates', p.setl_date, p.admdvs)
), often AS (
  -- Nearly all who stand beside each other do so once: whoever may be company has met often enough, and not at one place.
  SELECT LEAST(a.person_no, b.person_no) AS one_no, GREATEST(a.person_no, b.person_no) AS other_no
  FROM calm AS a
  JOIN (SELECT c.person_no, c.setl_time, c.spot + 1 - w.n AS met_spot FROM calm AS c CROSS JOIN way AS w) AS b
    ON b.met_spot = a.spot
  WHERE b.person_no <> a.person_no
    AND ABS(seconds_between(a.setl_time, b.setl_time)) <= 60 * param('pair_min', a.setl_date, a.admdvs)
  GROUP BY LEAST(a.person_no, b.person_no), GREATEST(a.person_no, b.person_no)
  HAVING COUNT(*) >= MIN(param('pair_dates', a.setl_date, a.admdvs)) AND MIN(a.place_no) < MAX(a.place_no)
), near AS (
  SELECT c.*
  FROM calm AS c
  JOIN (SELECT one_no AS person_no FROM often UNION SELECT other_no AS person_no FROM often) AS o
    ON o.person_no = c.person_no
), beside AS (
  -- The same slot of ten minutes or the next; whichever of the two came first.
  SELECT
    LEAST(a.psn_no, b.psn_no) AS one, GREATEST(a.psn_no, b.psn_no) AS other, a.setl_date, a.fixmedins_code,
    MIN(a.admdvs) AS admdvs,
    MAX(CASE WHEN a.psn_no < b.psn_no THEN a.fund ELSE b.fund END) AS one_fund,
    MAX(CASE WHEN a.psn_no < b.psn_no THEN b.fund ELSE a.fund END) AS other_fund
  FROM near AS a
  JOIN (SELECT c.*, c.spot + 1 - w.n AS met_spot FROM near AS c CROSS JOIN way AS w) AS b ON b.met_spot = a.spot
  JOIN often AS o
    ON o.one_no = LEAST(a.person_no, b.person_no) AND o.other_no = GREATEST(a.person_no, b.person_no)
  WHERE b.psn_no <> a.psn_no
    AND ABS(seconds_between(a.setl_time, b.setl_time)) <= 60 * param('pair_min', a.setl_date, a.admdvs)
  GROUP BY LEAST(a.psn_no, b.psn_no), GREATEST(a.psn_no, b.psn_no), a.setl_date, a.fixmedins_code
), dated AS (
  SELECT
    b.*,
    CASE WHEN ROW_NUMBER() OVER (PARTITION BY b.one, b.other, b.setl_date ORDER BY b.fixmedins_code) = 1 THEN 1 ELSE 0 END AS new_date
  FROM beside AS b
), rolled AS (
  SELECT
    d.*,
    SUM(d.new_date) OVER (
      PARTITION BY d.one, d.other ORDER BY day_number(d.setl_date) RANGE BETWEEN 179 PRECEDING AND CURRENT ROW
    ) AS dates_180,
    MIN(d.fixmedins_code) OVER (
      PARTITION BY d.one, d.other ORDER BY day_number(d.setl_date) RANGE BETWEEN 179 PRECEDING AND CURRENT ROW
    ) AS low_place,
    MAX(d.fixmedins_code) OVER (
      PARTITION BY d.one, d.other ORDER BY day_number(d.setl_date) RANGE BETWEEN 179 PRECEDING AND CURRENT ROW
    ) AS high_place
  FROM dated AS d
), steady AS (
  SELECT
    r.*,
    MAX(CASE WHEN r.dates_180 >= param('pair_dates', r.setl_date, r.admdvs) AND r.low_place <> r.high_place THEN 1 ELSE 0 END)
      OVER (PARTITION BY r.one, r.other) AS is_pair
  FROM rolled AS r
), walk AS (
  SELECT
    s.one, s.other, s.setl_date, s.fixmedins_code, s.admdvs, s.one_fund, s.other_fund,
    match_of(remove_matches(match_of(optional(a.addr), '^.*(村|社区|小区|组)'), '[0-9]'), '^.{6,}$') AS one_home,
    match_of(remove_matches(match_of(optional(b.addr), '^.*(村|社区|小区|组)'), '[0-9]'), '^.{6,}$') AS other_home
  FROM steady AS s
  JOIN psn_info_b AS a ON a.psn_no = s.one
  JOIN psn_info_b AS b ON b.psn_no = s.other
  WHERE s.is_pair = 1
), step0 AS (
  SELECT
    CASE WHEN w.n = 1 THEN k.one ELSE k.other END AS psn_no,
    CASE WHEN w.n = 1 THEN k.other ELSE k.one END AS friend,
    CASE WHEN w.n = 1 THEN k.one_home ELSE k.other_home END AS home,
    CASE WHEN w.n = 1 THEN k.one_fund ELSE k.other_fund END AS fund,
    k.setl_date, k.fixmedins_code, k.admdvs, k.one AS head
  FROM walk AS k
  CROSS JOIN way AS w
  WHERE NOT COALESCE(k.one_home = k.other_home, FALSE)
), step1 AS (
  -- Every row takes the smallest number among the rows of both its persons: one step further each time.
  SELECT s.*, LEAST(MIN(s.head) OVER (PARTITION BY s.psn_no), MIN(s.head) OVER (PARTITION BY s.friend)) AS head1 FROM step0 AS s
), step2 AS (
  SELECT s.*, LEAST(MIN(s.head1) OVER (PARTITION BY s.psn_no), MIN(s.head1) OVER (PARTITION BY s.friend)) AS head2 FROM step1 AS s
), step3 AS (
  SELECT s.*, LEAST(MIN(s.head2) OVER (PARTITION BY s.psn_no), MIN(s.head2) OVER (PARTITION BY s.friend)) AS head3 FROM step2 AS s
), step4 AS (
  SELECT s.*, LEAST(MIN(s.head3) OVER (PARTITION BY s.psn_no), MIN(s.head3) OVER (PARTITION BY s.friend)) AS head4 FROM step3 AS s
), outing AS (
  SELECT s.head4 AS head, s.psn_no, s.setl_date, s.fixmedins_code, MIN(s.admdvs) AS admdvs, MIN(s.home) AS home, MAX(s.fund) AS fund
  FROM step4 AS s
  GROUP BY s.head4, s.psn_no, s.setl_date, s.fixmedins_code
), company AS (
  SELECT
    o.head, LEFT(md5_of(joined(o.psn_no)), 16) AS group_id, joined(o.psn_no) AS member_list, COUNT(DISTINCT o.psn_no) AS persons,
    COUNT(DISTINCT o.home) AS homes, COUNT(DISTINCT o.fixmedins_code) AS places, COUNT(DISTINCT o.setl_date) AS dates,
    MAX(o.setl_date) AS last_on, SUM(o.fund) AS fund, MIN(o.fixmedins_code) AS fixmedins_code, MIN(o.admdvs) AS admdvs
  FROM outing AS o
  GROUP BY o.head
), companion AS (
  SELECT DISTINCT o.head, o.psn_no FROM outing AS o
), tied AS (
  -- Two of a company who also share a telephone.
  SELECT DISTINCT m.head
  FROM companion AS m
  JOIN contact AS c ON c.psn_no = m.psn_no
  GROUP BY m.head, c.tel
  HAVING COUNT(DISTINCT m.psn_no) > 1
), walkers AS (
  -- Two of a telephone who also come together.
  SELECT c.tel
  FROM caller AS c
  JOIN companion AS m ON m.psn_no = c.psn_no
  GROUP BY c.tel, m.head
  HAVING COUNT(DISTINCT c.psn_no) > 1
), tel_group AS (
  SELECT
    c.tel, LEFT(md5_of(joined(c.psn_no)), 16) AS group_id, joined(c.psn_no) AS member_list, SUM(c.fund) AS fund,
    MIN(c.fixmedins_code) AS fixmedins_code
  FROM caller AS c
  GROUP BY c.tel
)
SELECT
  g.group_id, 'a' AS branch, m.psn_no AS member, '共用一个联系电话' AS reason, m.tel, m.last_on AS occurred_on, m.persons,
  m.homes, m.places, m.dates, g.fund, g.member_list, g.fixmedins_code,
  CASE WHEN w.tel IS NOT NULL THEN 2 ELSE 3 END AS sev_deg
FROM caller AS m
JOIN tel_group AS g ON g.tel = m.tel
LEFT JOIN (SELECT DISTINCT tel FROM walkers) AS w ON w.tel = m.tel
UNION ALL
SELECT
  c.group_id, 'b', m.psn_no, '多次先后结伴结算', CAST(NULL AS VARCHAR), c.last_on, c.persons, c.homes, c.places, c.dates, c.fund,
  c.member_list, c.fixmedins_code, CASE WHEN t.head IS NOT NULL THEN 2 ELSE 3 END
FROM companion AS m
JOIN company AS c ON c.head = m.head
LEFT JOIN tied AS t ON t.head = m.head
WHERE c.persons >= param('min_pair', c.last_on, c.admdvs)
