/*---
mart: daily_setl
title: 机构逐时结算
grain: [fixmedins_code, setl_date, hour]
doc: >-
  Settlements outside stays per institution, date and hour (-1: the clock was not delivered), those taken back later
  among them. n_new: persons who settled there for the first time in the data.
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [setl_d.fixmedins_code]}
  setl_date: {type: DATE, zh: 结算日期, needs: [setl_d.setl_time]}
  hour: {type: BIGINT, zh: 钟点（0 至 23，没有为 -1）, needs: [setl_d.setl_time]}
  n_setl: {type: BIGINT, zh: 结算笔数, needs: [setl_d.setl_id]}
  n_person: {type: BIGINT, zh: 人数, needs: [setl_d.psn_no]}
  n_new: {type: BIGINT, zh: 首次在该机构结算的人数, needs: [setl_d.psn_no]}
  n_back: {type: BIGINT, zh: 后来全部撤销的笔数, needs: [setl_d.setl_time]}
  medfee: {type: 'DECIMAL(16,2)', zh: 医疗费总额, needs: [setl_d.medfee_sumamt]}
cases:
  - name: hours apart, persons once an hour, the first visit counted once
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}, {mdtrt_id: E2, fixmedins_code: D}, {mdtrt_id: E3, fixmedins_code: D, psn_no: Q}, {mdtrt_id: E4, fixmedins_code: D}]
      setl_d:
        - {setl_id: S1, mdtrt_id: E1, medfee_sumamt: 50, setl_time: "2025-05-01 10:00:00"}
        - {setl_id: S2, mdtrt_id: E2, medfee_sumamt: 30, setl_time: "2025-05-01 10:59:59"}
        - {setl_id: S3, mdtrt_id: E3, medfee_sumamt: 50, setl_time: "2025-05-01 10:30:00"}
        - {setl_id: S4, mdtrt_id: E4, medfee_sumamt: 50, setl_time: "2025-05-01 11:00:00"}
        - {setl_id: R4, mdtrt_id: E4, medfee_sumamt: -50, setl_time: "2025-05-01 11:10:00", init_setl_id: S4}
        - {setl_id: S5, mdtrt_id: E4, medfee_sumamt: 10, setl_time: "2025-05-02 00:00:00"}
    gives:
      - {fixmedins_code: D, setl_date: 2025-05-01, hour: 10, n_setl: 3, n_person: 2, n_new: 2, n_back: 0, medfee: 130.00}
      - {setl_date: 2025-05-01, hour: 11, n_setl: 1, n_person: 1, n_new: 0, n_back: 1}
      - {setl_date: 2025-05-02, hour: -1, n_setl: 1}
---*/
SELECT
  s.fixmedins_code, s.setl_date, CASE WHEN s.has_time THEN int_div(minute_of_day(s.setl_time), 60) ELSE -1 END AS hour,
  COUNT(*) AS n_setl, COUNT(DISTINCT s.psn_no) AS n_person, SUM(CASE WHEN s.is_first THEN 1 ELSE 0 END) AS n_new,
  COUNT(s.rev_seconds) AS n_back, SUM(s.medfee) AS medfee
FROM swipe AS s
GROUP BY s.fixmedins_code, s.setl_date, CASE WHEN s.has_time THEN int_div(minute_of_day(s.setl_time), 60) ELSE -1 END
