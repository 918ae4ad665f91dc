/*---
mart: swipe
title: 刷卡结算（含已撤销）
grain: [setl_id]
doc: >-
  Every original settlement outside stays as it was made at the counter, those taken back later among them.
  rev_seconds: to the reversal that took all of it back. rebought: within an hour of that, the person settled at the
  institution again. prev_*: the person's settlement before this one, where it was at another institution; km only when
  both have coordinates. is_first: the person's first at the institution in the data. away: insured in another city.
columns:
  setl_id: {type: VARCHAR, zh: 结算ID, needs: [setl_d.setl_id]}
  mdtrt_id: {type: VARCHAR, zh: 就诊ID, needs: [setl_d.mdtrt_id]}
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [setl_d.psn_no]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [setl_d.fixmedins_code]}
  inst_key: {type: VARCHAR, zh: 同一机构的键, needs: [setl_d.fixmedins_code]}
  chain: {type: VARCHAR, zh: 连锁总部编号, needs: [fixmedins_b.prnt_rtal_phac_code]}
  admdvs: {type: VARCHAR, zh: 机构归属医保区划, needs: [fixmedins_b.fix_blng_admdvs]}
  city4: {type: VARCHAR, zh: 机构归属地市, needs: [fixmedins_b.fix_blng_admdvs]}
  terminal: {type: VARCHAR, zh: 终端号（没有则为空文本）, needs: [setl_d.terminal_no]}
  scene: {type: VARCHAR, zh: 场景（OP 门诊，PH 购药，NET 互联网）, needs: [mdtrt_d.med_type]}
  setl_time: {type: TIMESTAMP, zh: 结算时间, needs: [setl_d.setl_time]}
  setl_date: {type: DATE, zh: 结算日期, needs: [setl_d.setl_time]}
  has_time: {type: BOOLEAN, zh: 结算时间带钟点, needs: [setl_d.setl_time]}
  spot: {type: BIGINT, zh: 从 1970-01-01 起的第几个 5 分钟, needs: [setl_d.setl_time]}
  ecert: {type: BOOLEAN, zh: 用电子凭证, needs: [setl_d.mdtrt_cert_type]}
  courier: {type: BOOLEAN, zh: 互联网支付（配送）, needs: [setl_d.pay_loc]}
  away: {type: BOOLEAN, zh: 参保地在外市, needs: [setl_d.insu_admdvs]}
  medfee: {type: 'DECIMAL(16,2)', zh: 医疗费总额, needs: [setl_d.medfee_sumamt]}
  fund: {type: 'DECIMAL(16,2)', zh: 基金支付, needs: [setl_d.fund_pay_sumamt]}
  acct: {type: 'DECIMAL(16,2)', zh: 个人账户支出（没有记录为 0）}
  rev_seconds: {type: BIGINT, zh: 到全部撤销的秒数（空为未撤销）, needs: [setl_d.setl_time]}
  rebought: {type: BOOLEAN, zh: 撤销后一小时内在同一机构重新结算, needs: [setl_d.setl_time]}
  is_first: {type: BOOLEAN, zh: 该人在该机构的首次结算, needs: [setl_d.setl_time]}
  prev_setl_id: {type: VARCHAR, zh: 上一次在别处的结算ID, needs: [setl_d.setl_id]}
  prev_seconds: {type: BIGINT, zh: 距上一次在别处结算的秒数, needs: [setl_d.setl_time]}
  prev_km: {type: DOUBLE, zh: 距上一次结算机构的千米数, needs: [fixmedins_b.lnt, fixmedins_b.lat]}
cases:
  - name: a swipe taken back stays, its reversal is none, an hour tells whether it was settled again
    given:
      mdtrt_d: [{repeat: {n: 4}, mdtrt_id: "E<n>", fixmedins_code: D}]
      setl_d:
        - {setl_id: S1, mdtrt_id: E1, medfee_sumamt: 50, acct_pay: 50, setl_time: "2025-05-01 10:00:00"}
        - {setl_id: R1, mdtrt_id: E1, medfee_sumamt: -50, acct_pay: -50, setl_time: "2025-05-01 10:05:00", init_setl_id: S1}
        - {setl_id: S2, mdtrt_id: E2, medfee_sumamt: 50, setl_time: "2025-05-01 10:20:00"}
        - {setl_id: S3, mdtrt_id: E3, medfee_sumamt: 50, setl_time: "2025-05-02 10:00:00"}
        - {setl_id: R3, mdtrt_id: E3, medfee_sumamt: -50, setl_time: "2025-05-02 10:05:00", init_setl_id: S3}
        - {setl_id: S4, mdtrt_id: E4, medfee_sumamt: 50, setl_time: "2025-05-02 12:00:00"}
    gives:
      - {setl_id: S1, rev_seconds: 300, rebought: true, is_first: true, medfee: 50.00, acct: 50.00, scene: PH}
      - {setl_id: S2, rev_seconds: null, rebought: false, is_first: false}
      - {setl_id: S3, rev_seconds: 300, rebought: false}
      - {setl_id: S4, rev_seconds: null}
  - name: what was taken back in part was bought, invalid settlements and stays are no swipes
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}, {mdtrt_id: E2, fixmedins_code: D}, {mdtrt_id: I1}]
      setl_d:
        - {setl_id: S1, mdtrt_id: E1, medfee_sumamt: 50, setl_time: "2025-05-01 10:00:00"}
        - {setl_id: R1, mdtrt_id: E1, medfee_sumamt: -20, setl_time: "2025-05-01 10:05:00", init_setl_id: S1}
        - {setl_id: S2, mdtrt_id: E2, medfee_sumamt: 50, vali_flag: "0"}
        - {setl_id: S3, mdtrt_id: I1, medfee_sumamt: 50}
    gives: [{setl_id: S1, rev_seconds: null}]
  - name: the way from the last institution, none from the same one
    given:
      fixmedins_b: [{fixmedins_code: D1, lnt: 114.0, lat: 30.0}, {fixmedins_code: D2, lnt: 115.0, lat: 30.0}]
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D1}, {mdtrt_id: E2, fixmedins_code: D2}, {mdtrt_id: E3, fixmedins_code: D2}]
      setl_d:
        - {setl_id: S1, mdtrt_id: E1, medfee_sumamt: 50, setl_time: "2025-05-01 10:00:00"}
        - {setl_id: S2, mdtrt_id: E2, medfee_sumamt: 50, setl_time: "2025-05-01 10:10:00"}
        - {setl_id: S3, mdtrt_id: E3, medfee_sumamt: 50, setl_time: "2025-05-01 00:00:00"}
    gives:
      - {setl_id: S1, prev_seconds: null, prev_km: null, has_time: true}
      - {setl_id: S2, prev_setl_id: S1, prev_seconds: 600, prev_km: 96.297}
      - {setl_id: S3, has_time: false, prev_seconds: null}
---*/
WITH undone AS (
  SELECT setl_id, MIN(rev_time) AS rev_time, SUM(medfee) AS medfee FROM setl_rev GROUP BY setl_id
), made AS (
  SELECT
    s.setl_id, s.mdtrt_id, s.psn_no, s.fixmedins_code, i.inst_key, i.prnt_rtal_phac_code AS chain, i.admdvs, i.city4, i.lat, i.lnt,
    COALESCE(s.terminal_no, '') AS terminal, e.scene, s.setl_time, has_clock(s.setl_time) AS has_time,
    COALESCE(COALESCE(s.mdtrt_cert_type, e.cert) = '01', FALSE) AS ecert, COALESCE(s.pay_loc = '5', FALSE) AS courier,
    COALESCE(SUBSTR(COALESCE(s.insu_admdvs, e.insu_admdvs), 1, 4) <> i.city4, FALSE) AS away,
    s.medfee_sumamt AS medfee, s.fund_pay_sumamt AS fund, COALESCE(s.acct_pay, 0) AS acct,
    CASE WHEN s.medfee_sumamt + u.medfee <= 0.005 THEN u.rev_time END AS rev_time
  FROM setl_d AS s
  JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
  JOIN enc AS e ON e.mdtrt_id = s.mdtrt_id
  LEFT JOIN undone AS u ON u.setl_id = s.setl_id
  LEFT JOIN setl_rev AS b ON b.rev_setl_id = s.setl_id
  WHERE COALESCE(s.vali_flag, '1') <> '0' AND s.medfee_sumamt > 0 AND (s.init_setl_id IS NULL OR s.init_setl_id = s.setl_id)
    AND COALESCE(s.setl_type, '') <> '3' AND e.psn_no = s.psn_no AND NOT e.is_ip
    AND b.rev_setl_id IS NULL
), told AS (
  SELECT
    m.*,
    LEAD(m.setl_time) OVER (PARTITION BY m.psn_no, m.fixmedins_code ORDER BY m.setl_time, m.setl_id) AS next_here,
    ROW_NUMBER() OVER (PARTITION BY m.psn_no, m.fixmedins_code ORDER BY m.setl_time, m.setl_id) AS nth_here,
    LAG(m.setl_id) OVER (PARTITION BY m.psn_no, m.has_time ORDER BY m.setl_time, m.setl_id) AS last_id,
    LAG(m.setl_time) OVER (PARTITION BY m.psn_no, m.has_time ORDER BY m.setl_time, m.setl_id) AS last_time,
    LAG(m.inst_key) OVER (PARTITION BY m.psn_no, m.has_time ORDER BY m.setl_time, m.setl_id) AS last_inst,
    LAG(m.courier) OVER (PARTITION BY m.psn_no, m.has_time ORDER BY m.setl_time, m.setl_id) AS last_courier,
    LAG(m.lat) OVER (PARTITION BY m.psn_no, m.has_time ORDER BY m.setl_time, m.setl_id) AS last_lat,
    LAG(m.lnt) OVER (PARTITION BY m.psn_no, m.has_time ORDER BY m.setl_time, m.setl_id) AS last_lnt
  FROM made AS m
), moved AS (
  -- Nobody is at the counter for what a courier brings.
  SELECT t.*, t.has_time AND NOT t.courier AND NOT t.last_courier AND t.last_inst <> t.inst_key AS from_elsewhere FROM told AS t
)
SELECT
  m.setl_id, m.mdtrt_id, m.psn_no, m.fixmedins_code, m.inst_key, m.chain, m.admdvs, m.city4, m.terminal, m.scene, m.setl_time,
  as_date(m.setl_time) AS setl_date, m.has_time, day_number(m.setl_time) * 288 + int_div(minute_of_day(m.setl_time), 5) AS spot,
  m.ecert, m.courier, m.away, m.medfee, m.fund, m.acct, seconds_between(m.setl_time, m.rev_time) AS rev_seconds,
  COALESCE(m.rev_time <= m.next_here AND seconds_between(m.rev_time, m.next_here) <= 3600, FALSE) AS rebought,
  m.nth_here = 1 AS is_first,
  CASE WHEN m.from_elsewhere THEN m.last_id END AS prev_setl_id,
  CASE WHEN m.from_elsewhere THEN seconds_between(m.last_time, m.setl_time) END AS prev_seconds,
  CASE WHEN m.from_elsewhere THEN haversine_km(m.last_lat, m.last_lnt, m.lat, m.lnt) END AS prev_km
FROM moved AS m
