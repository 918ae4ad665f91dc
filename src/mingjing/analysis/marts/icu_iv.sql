/*---
mart: icu_iv
title: 重症监护区间
grain: [stay_id, beg_ts]
doc: >-
  Intervals in intensive care per stay, those that overlap or touch merged. Without an exit time an interval
  ends with the encounter; one whose end is unknown or not after its beginning is left out.
columns:
  stay_id: {type: VARCHAR, zh: 住院ID, needs: [icuinfo_d.mdtrt_id]}
  beg_ts: {type: TIMESTAMP, zh: 进入时间, needs: [icuinfo_d.scs_cutd_inpool_time]}
  end_ts: {type: TIMESTAMP, zh: 退出时间, needs: [icuinfo_d.scs_cutd_inpool_time]}
  seconds: {type: BIGINT, zh: 秒数, needs: [icuinfo_d.scs_cutd_inpool_time]}
cases:
  - name: overlapping and touching intervals are one, an open one ends with the encounter
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2025-05-01 08:00:00", endtime: "2025-05-09 08:00:00"}]
      fee_list_d: [{mdtrt_id: I1}]
      icuinfo_d:
        - {mdtrt_id: I1, scs_cutd_inpool_time: "2025-05-01 10:00:00", scs_cutd_exit_time: "2025-05-02 10:00:00"}
        - {mdtrt_id: I1, scs_cutd_inpool_time: "2025-05-01 20:00:00", scs_cutd_exit_time: "2025-05-02 08:00:00"}
        - {mdtrt_id: I1, scs_cutd_inpool_time: "2025-05-02 10:00:00", scs_cutd_exit_time: "2025-05-02 12:00:00"}
        - {mdtrt_id: I1, scs_cutd_inpool_time: "2025-05-04 08:00:00", scs_cutd_exit_time: "2025-05-04 07:00:00"}
        - {mdtrt_id: I1, scs_cutd_inpool_time: "2025-05-08 08:00:00"}
    gives:
      - {stay_id: I1, beg_ts: "2025-05-01 10:00:00", end_ts: "2025-05-02 12:00:00", seconds: 93600}
      - {stay_id: I1, beg_ts: "2025-05-08 08:00:00", end_ts: "2025-05-09 08:00:00", seconds: 86400}
---*/
WITH interval_of AS (
  SELECT s.stay_id, c.scs_cutd_inpool_time AS beg_ts, COALESCE(c.scs_cutd_exit_time, m.endtime) AS end_ts
  FROM icuinfo_d AS c
  JOIN stay_enc AS s ON s.mdtrt_id = c.mdtrt_id
  JOIN mdtrt_d AS m ON m.mdtrt_id = c.mdtrt_id
), reached AS (
  SELECT *, MAX(end_ts) OVER (
    PARTITION BY stay_id ORDER BY beg_ts, end_ts ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  ) AS so_far
  FROM interval_of
  WHERE end_ts > beg_ts
), grouped AS (
  SELECT *, SUM(CASE WHEN beg_ts <= so_far THEN 0 ELSE 1 END) OVER (
    PARTITION BY stay_id ORDER BY beg_ts, end_ts ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS nth
  FROM reached
)
SELECT
  stay_id, MIN(beg_ts) AS beg_ts, MAX(end_ts) AS end_ts, seconds_between(MIN(beg_ts), MAX(end_ts)) AS seconds
FROM grouped
GROUP BY stay_id, nth
