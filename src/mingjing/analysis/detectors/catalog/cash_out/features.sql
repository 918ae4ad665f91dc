/*---
doc: >-
  Swipes (swipe) of pharmacies and outpatient departments that deliver the time of day; institution-months of late or
  date-only upload (flag_inst), days of a crowd (flag_day) and days on which a whole chain is busier than twice its
  usual day are left out. An episode is a run of overlapping windows of ten minutes, each with at least six persons and
  more than the institution's own rate of that weekday and hour in the same ninety days (the window's own persons not
  counted), or in those before or after, allows. Gaps are judged at the precision of the clock: where it tells whole minutes, what rounding adds to
  their spread (60² ÷ 6) is taken off. What a place sells by night and of precious goods is that outside its episodes.
  First-time persons tell nothing where patients are treated, nor in the first ninety days of a shop in the data. What somebody settled through a courier needs nobody at the counter.
python:
  crew: {reads: [edge], columns: {psn_no: VARCHAR, group_id: VARCHAR}}
---*/
-- step: counter
SELECT
  s.setl_id, s.psn_no, s.fixmedins_code, s.setl_time, s.setl_date, s.scene, quarter_of(s.setl_date) AS quarter, s.spot, s.medfee, s.acct, s.is_first,
  s.ecert AND s.away AND s.is_first AS from_away, COALESCE(s.rev_seconds <= 3600 AND NOT s.rebought, FALSE) AS taken_back,
  int_div(day_number(s.setl_date), 90) AS block, int_mod(day_number(s.setl_date), 7) AS weekday,
  int_div(minute_of_day(s.setl_time), 60) AS hour,
  b.chain IS NOT NULL OR d.fixmedins_code IS NOT NULL AS crowded,
  COALESCE(s.prev_km > 5 AND s.prev_km * 3600 > 150 * s.prev_seconds, FALSE) AS jump
FROM swipe AS s
LEFT JOIN flag_inst AS f ON f.fixmedins_code = s.fixmedins_code AND f.month = month_of(s.setl_date)
LEFT JOIN busy_chain AS b ON b.chain = s.chain AND b.setl_date = s.setl_date
LEFT JOIN flag_day AS d ON d.fixmedins_code = s.fixmedins_code AND d.day = s.setl_date
WHERE s.has_time AND NOT s.courier AND s.scene IN ('PH', 'OP') AND NOT COALESCE(has_cls(f.flags, 'upload'), FALSE)
-- step: treated
SELECT DISTINCT f.setl_id
FROM fee_net AS f
WHERE f.in_scope AND f.settled AND f.scene IN ('OP', 'PH') AND has_cls(f.cls, 'SERIES')
-- step: precious
SELECT f.setl_id, SUM(f.cnt) AS cnt
FROM fee_net AS f
JOIN watch_name AS w
  ON w.kind = 'resale' AND w.item = f.item AND w.item_name = COALESCE(f.item_name, '') AND w.kreg = f.kreg
WHERE f.in_scope AND f.settled AND f.scene IN ('OP', 'PH') AND f.item IN (SELECT item FROM watch_name WHERE kind = 'resale')
GROUP BY f.setl_id
-- step: half
SELECT 0 AS n UNION ALL SELECT 1 AS n
-- step: filled
SELECT fixmedins_code, spot, COUNT(*) AS n FROM counter WHERE NOT crowded GROUP BY fixmedins_code, spot HAVING COUNT(*) >= 3
-- step: full_window
-- Six persons are at least six settlements; a spot that is not filled has two at most.
SELECT f.fixmedins_code, f.spot - h.n AS spot
FROM filled AS f
CROSS JOIN half AS h
GROUP BY f.fixmedins_code, f.spot - h.n
HAVING SUM(f.n) + 2 * (2 - COUNT(*)) >= 6
-- step: window
SELECT
  w.fixmedins_code, w.spot, MIN(c.block) AS block, MIN(c.weekday) AS weekday, MIN(c.hour) AS hour, MAX(c.hour) AS last_hour,
  COUNT(DISTINCT c.psn_no) AS persons
FROM counter AS c
JOIN (SELECT f.fixmedins_code, f.spot, f.spot + h.n AS part FROM full_window AS f CROSS JOIN half AS h) AS w
  ON w.fixmedins_code = c.fixmedins_code AND w.part = c.spot
LEFT JOIN treated AS t ON t.setl_id = c.setl_id
WHERE NOT c.crowded AND t.setl_id IS NULL
GROUP BY w.fixmedins_code, w.spot
HAVING COUNT(DISTINCT c.psn_no) >= 6
-- step: usual_hour
SELECT fixmedins_code, block, weekday, hour, COUNT(*) AS visits
FROM counter
WHERE NOT crowded
GROUP BY fixmedins_code, block, weekday, hour
-- step: usual_day
SELECT fixmedins_code, block, COUNT(*) AS visits, COUNT(DISTINCT setl_date) AS days, COUNT(DISTINCT hour) AS hours
FROM counter
GROUP BY fixmedins_code, block
-- step: open_day
SELECT fixmedins_code, block, weekday, COUNT(DISTINCT setl_date) AS days FROM counter GROUP BY fixmedins_code, block, weekday
-- step: beside_rate
-- A market that ended, or begins, with the ninety days next door is usual here too.
SELECT u.fixmedins_code, u.block + n.way AS block, u.weekday, u.hour, MAX(ratio(u.visits, 6 * o.days)) AS rate
FROM usual_hour AS u
JOIN open_day AS o ON o.fixmedins_code = u.fixmedins_code AND o.block = u.block AND o.weekday = u.weekday
CROSS JOIN (SELECT -1 AS way UNION ALL SELECT 1 AS way) AS n
GROUP BY u.fixmedins_code, u.block + n.way, u.weekday, u.hour
-- step: dense
SELECT
  w.fixmedins_code, w.spot, w.persons,
  greatest(
    ratio(greatest(0, greatest(u.visits, v.visits) - w.persons), 6 * greatest(1, o.days - 1)), ratio(d.visits, 6 * d.days * greatest(d.hours, 8)),
    COALESCE(b.rate, 0.05), COALESCE(e.rate, 0.05), 0.05
  ) AS expected
FROM window AS w
JOIN usual_hour AS u ON u.fixmedins_code = w.fixmedins_code AND u.block = w.block AND u.weekday = w.weekday AND u.hour = w.hour
JOIN usual_hour AS v ON v.fixmedins_code = w.fixmedins_code AND v.block = w.block AND v.weekday = w.weekday AND v.hour = w.last_hour
JOIN open_day AS o ON o.fixmedins_code = w.fixmedins_code AND o.block = w.block AND o.weekday = w.weekday
JOIN usual_day AS d ON d.fixmedins_code = w.fixmedins_code AND d.block = w.block
LEFT JOIN beside_rate AS b ON b.fixmedins_code = w.fixmedins_code AND b.block = w.block AND b.weekday = w.weekday AND b.hour = w.hour
LEFT JOIN beside_rate AS e ON e.fixmedins_code = w.fixmedins_code AND e.block = w.block AND e.weekday = w.weekday AND e.hour = w.last_hour
-- step: rare_window
SELECT fixmedins_code, spot, persons, expected, pois(persons, expected) AS rare FROM dense WHERE pois(persons, expected) >= 4
-- step: run_of_windows
SELECT
  r.fixmedins_code, r.spot, r.rare, r.persons, r.expected,
  SUM(CASE WHEN r.spot - COALESCE(r.before, r.spot - 9) > 2 THEN 1 ELSE 0 END)
    OVER (PARTITION BY r.fixmedins_code ORDER BY r.spot ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS nth
FROM (
  SELECT fixmedins_code, spot, rare, persons, expected, LAG(spot, 1) OVER (PARTITION BY fixmedins_code ORDER BY spot) AS before FROM rare_window
) AS r
-- step: burst
SELECT
  fixmedins_code, nth, MIN(spot) AS from_spot, MAX(spot) + 1 AS to_spot, MAX(rare) AS rare, MAX(persons) AS peak,
  CAST(greatest(MAX(expected), 0.1) AS DECIMAL(9,1)) AS usual
FROM run_of_windows
GROUP BY fixmedins_code, nth
-- step: burst_swipe
SELECT
  b.fixmedins_code, b.fixmedins_code || '@' || CAST(b.from_spot AS VARCHAR) AS episode, c.setl_id, c.psn_no, c.setl_time, c.setl_date, c.quarter, c.scene,
  c.jump, c.is_first, b.rare, b.peak, b.usual, COALESCE(p.cnt, 0) > 0 AS is_precious
FROM burst AS b
JOIN counter AS c ON c.fixmedins_code = b.fixmedins_code AND c.spot BETWEEN b.from_spot AND b.to_spot
LEFT JOIN precious AS p ON p.setl_id = c.setl_id
-- step: gap
SELECT
  episode, seconds_between(LAG(setl_time, 1) OVER (PARTITION BY episode ORDER BY setl_time, setl_id), setl_time) AS seconds
FROM burst_swipe
-- step: beat
SELECT
  episode, median_of(seconds) AS middle, COUNT(seconds) AS gaps,
  COUNT(seconds) * SUM(seconds * seconds) - SUM(seconds) * SUM(seconds)
    - CASE WHEN MAX(int_mod(seconds, 60)) = 0 THEN 600 * COUNT(seconds) * COUNT(seconds) ELSE 0 END AS spread,
  SUM(seconds) * SUM(seconds) AS square
FROM gap
WHERE seconds IS NOT NULL
GROUP BY episode
-- step: possible
SELECT SUM(int_div(n * (n - 1), 2)) AS tests
FROM (SELECT fixmedins_code, COUNT(DISTINCT psn_no) AS n FROM attend GROUP BY fixmedins_code) AS seen
-- step: edge
SELECT p.one, p.other, p.rare, q.tests
FROM pair AS p
CROSS JOIN possible AS q
LEFT JOIN flag_person AS x ON x.psn_no = p.one AND has_cls(x.flags, 'collective')
LEFT JOIN flag_person AS y ON y.psn_no = p.other AND has_cls(y.flags, 'collective')
WHERE p.kind = 'visit' AND NOT p.household AND p.rare > 0 AND x.psn_no IS NULL AND y.psn_no IS NULL
-- step: crew_there
SELECT s.episode, MAX(s.n) AS crew_n
FROM (
  SELECT b.episode, g.group_id, COUNT(DISTINCT b.psn_no) AS n
  FROM burst_swipe AS b
  JOIN crew AS g ON g.psn_no = b.psn_no
  GROUP BY b.episode, g.group_id
) AS s
GROUP BY s.episode
-- step: usual_precious
SELECT c.fixmedins_code, c.quarter, COUNT(*) AS n, COUNT(p.setl_id) AS precious_n, SUM(COALESCE(p.cnt, 0)) AS units
FROM counter AS c
LEFT JOIN precious AS p ON p.setl_id = c.setl_id
GROUP BY c.fixmedins_code, c.quarter
-- step: stocked
SELECT fixmedins_code, quarter_of(to_date) AS quarter, MAX(ratio(settled, opening + bought)) AS over
FROM stock_iv
WHERE opening + bought > 0 AND settled >= 20 AND NOT near_edge AND NOT negative
GROUP BY fixmedins_code, quarter_of(to_date)
-- step: quiet_time
-- What is settled outside the episodes: who is open at night then has a queue then, and so with precious goods.
SELECT
  c.fixmedins_code, MIN(c.setl_date) AS first_on, COUNT(CASE WHEN b.setl_id IS NULL THEN 1 END) AS n,
  COUNT(CASE WHEN b.setl_id IS NULL AND (c.hour >= 23 OR c.hour < 6) THEN 1 END) AS night_n,
  COUNT(CASE WHEN b.setl_id IS NULL AND p.cnt > 0 THEN 1 END) AS precious_n
FROM counter AS c
LEFT JOIN burst_swipe AS b ON b.setl_id = c.setl_id
LEFT JOIN precious AS p ON p.setl_id = c.setl_id
GROUP BY c.fixmedins_code
-- step: whole_trade
SELECT ratio(SUM(precious_n), SUM(n)) AS precious FROM quiet_time
-- step: episode
SELECT
  b.fixmedins_code, b.episode, MIN(b.setl_date) AS occurred_on, COUNT(*) AS swipes, COUNT(DISTINCT b.psn_no) AS persons,
  MIN(b.setl_time) AS from_time, MAX(b.setl_time) AS to_time,
  MAX(b.rare) AS burst, MAX(b.peak) AS peak, MAX(b.usual) AS usual,
  MAX(CASE WHEN t.gaps >= 5 AND t.middle <= 90 AND t.spread * 100 < 9 * t.square THEN 1 ELSE 0 END) AS machine,
  COUNT(DISTINCT CASE WHEN b.jump THEN b.psn_no END) AS jump,
  ratio(SUM(CASE WHEN b.is_first THEN 1 ELSE 0 END), COUNT(*)) AS fresh,
  CASE
    WHEN MAX(o.n) >= 30 AND 20 * MAX(o.night_n) >= MAX(o.n) THEN 0
    ELSE ratio(COUNT(CASE WHEN minute_of_day(b.setl_time) >= 1380 OR minute_of_day(b.setl_time) < 360 THEN 1 END), COUNT(*))
  END AS night,
  greatest(
    0,
    ratio(SUM(CASE WHEN b.is_precious THEN 1 ELSE 0 END), COUNT(*))
      - COALESCE(CASE WHEN MAX(o.n) >= 30 THEN MAX(ratio(o.precious_n, o.n)) ELSE MAX(w.precious) END, 0)
  ) AS precious,
  MAX(CASE WHEN COALESCE(g.crew_n, 0) >= 4 THEN 1 ELSE 0 END) AS crew,
  MAX(k.over) AS stock,
  COUNT(CASE WHEN b.scene <> 'PH' THEN 1 END) = 0 AND days_between(MIN(o.first_on), MIN(b.setl_date)) >= 90 AS long_open,
  MAX(f.flags) AS flags
FROM burst_swipe AS b
JOIN quiet_time AS o ON o.fixmedins_code = b.fixmedins_code
CROSS JOIN whole_trade AS w
LEFT JOIN beat AS t ON t.episode = b.episode
LEFT JOIN crew_there AS g ON g.episode = b.episode
LEFT JOIN stocked AS k ON k.fixmedins_code = b.fixmedins_code AND k.quarter = b.quarter
LEFT JOIN flag_inst AS f ON f.fixmedins_code = b.fixmedins_code AND f.month = month_of(b.setl_date)
GROUP BY b.fixmedins_code, b.episode
-- step: episode_line
SELECT
  e.fixmedins_code, e.episode, f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross, f.amt
FROM episode AS e
JOIN burst_swipe AS b ON b.episode = e.episode
JOIN fee_net AS f ON f.setl_id = b.setl_id
WHERE f.in_scope AND f.settled AND f.amt > 0 AND (e.jump > 0 OR e.crew = 1 OR e.precious >= 0.3 OR e.stock > 1.05)
-- step: value_rank
SELECT
  fixmedins_code, quarter, medfee, COUNT(*) AS n, ROW_NUMBER() OVER (PARTITION BY fixmedins_code, quarter ORDER BY COUNT(*) DESC, medfee) AS nth
FROM counter
GROUP BY fixmedins_code, quarter, medfee
-- step: round_value
SELECT fixmedins_code, quarter, SUM(CASE WHEN nth <= 3 OR int_mod(medfee * 100, 5000) = 0 THEN n ELSE 0 END) AS n
FROM value_rank
GROUP BY fixmedins_code, quarter
-- step: episodes_of_quarter
SELECT fixmedins_code, quarter_of(occurred_on) AS quarter, COUNT(*) AS episodes, MAX(burst) AS top_burst, MAX(machine) AS machine, MAX(crew) AS crew,
  MAX(peak) AS peak, MAX(usual) AS usual
FROM episode
GROUP BY fixmedins_code, quarter_of(occurred_on)
-- step: top_day
SELECT fixmedins_code, quarter, occurred_on
FROM (
  SELECT
    fixmedins_code, quarter_of(occurred_on) AS quarter, occurred_on,
    ROW_NUMBER() OVER (PARTITION BY fixmedins_code, quarter_of(occurred_on) ORDER BY burst DESC, episode) AS nth
  FROM episode
) AS e
WHERE nth = 1
-- step: goods
SELECT fixmedins_code, quarter_of(to_date) AS quarter, SUM(settled) AS settled, SUM(sold) AS sold
FROM stock_iv
WHERE sold > 0
GROUP BY fixmedins_code, quarter_of(to_date)
-- step: growth
SELECT n.fixmedins_code, n.quarter, ln_of(ratio(n.units + 1, o.units + 1)) AS growth
FROM usual_precious AS n
JOIN usual_precious AS o
  ON o.fixmedins_code = n.fixmedins_code AND CAST(left(o.quarter, 4) AS BIGINT) + 1 = CAST(left(n.quarter, 4) AS BIGINT)
  AND right(o.quarter, 2) = right(n.quarter, 2)
-- step: outlet_sum
SELECT
  c.fixmedins_code, c.quarter, MAX(c.setl_date) AS occurred_on, COUNT(*) AS n, COUNT(DISTINCT c.psn_no) AS persons,
  COUNT(CASE WHEN c.hour >= 23 OR c.hour < 6 THEN 1 END) AS night_n,
  COUNT(CASE WHEN c.taken_back THEN 1 END) AS back_n,
  COUNT(DISTINCT CASE WHEN c.jump THEN c.psn_no END) AS jump,
  COUNT(CASE WHEN c.from_away THEN 1 END) AS away_n, SUM(c.acct) AS acct_amt
FROM counter AS c
GROUP BY c.fixmedins_code, c.quarter
-- step: outlet
SELECT
  s.fixmedins_code, s.quarter AS period, COALESCE(a.occurred_on, s.occurred_on) AS occurred_on, s.n, s.persons, s.night_n, s.back_n, s.jump, s.away_n, s.acct_amt,
  COALESCE(v.n, 0) AS round_n, u.units, CAST(1000 AS BIGINT) * u.units AS units_k, g.settled AS paid_cnt, g.sold AS sold_cnt,
  COALESCE(e.episodes, 0) AS episodes, COALESCE(e.top_burst, 0) AS burst, COALESCE(e.machine, 0) AS machine, COALESCE(e.crew, 0) AS crew,
  e.peak, e.usual, w.growth, k.over AS stock, f.flags
FROM outlet_sum AS s
JOIN usual_precious AS u ON u.fixmedins_code = s.fixmedins_code AND u.quarter = s.quarter
LEFT JOIN round_value AS v ON v.fixmedins_code = s.fixmedins_code AND v.quarter = s.quarter
LEFT JOIN episodes_of_quarter AS e ON e.fixmedins_code = s.fixmedins_code AND e.quarter = s.quarter
LEFT JOIN top_day AS a ON a.fixmedins_code = s.fixmedins_code AND a.quarter = s.quarter
LEFT JOIN goods AS g ON g.fixmedins_code = s.fixmedins_code AND g.quarter = s.quarter
LEFT JOIN growth AS w ON w.fixmedins_code = s.fixmedins_code AND w.quarter = s.quarter
LEFT JOIN stocked AS k ON k.fixmedins_code = s.fixmedins_code AND k.quarter = s.quarter
LEFT JOIN flag_inst AS f ON f.fixmedins_code = s.fixmedins_code AND f.month = month_of(s.occurred_on)
-- step: holder_burst
SELECT b.psn_no, b.quarter, COUNT(DISTINCT b.episode) AS bursts
FROM burst_swipe AS b
JOIN score_cash_out_episode AS s ON s.episode = b.episode
WHERE s.score >= 0.5
GROUP BY b.psn_no, b.quarter
-- step: paced_swipe
SELECT DISTINCT b.psn_no, b.episode, b.quarter, 4 * CAST(left(b.quarter, 4) AS BIGINT) + CAST(right(b.quarter, 1) AS BIGINT) AS nth
FROM burst_swipe AS b
JOIN episode AS e ON e.episode = b.episode
WHERE e.machine = 1
-- step: holder_paced
-- Once among evenly paced swipes is a customer in a queue; a card that is there again and again lies in the stack.
SELECT a.psn_no, a.quarter, COUNT(DISTINCT o.episode) AS n
FROM paced_swipe AS a
JOIN paced_swipe AS o ON o.psn_no = a.psn_no AND o.nth BETWEEN a.nth - 3 AND a.nth
GROUP BY a.psn_no, a.quarter
-- step: holder_doubt
-- Precious goods settled at shops that this model itself doubts in that quarter: their regulars buy daily medicines.
SELECT c.psn_no, c.quarter, COUNT(*) AS n
FROM counter AS c
JOIN precious AS p ON p.setl_id = c.setl_id
JOIN score_cash_out_outlet AS s ON s.fixmedins_code = c.fixmedins_code AND s.period = c.quarter
WHERE s.score >= 0.5
GROUP BY c.psn_no, c.quarter
-- step: holder_sum
-- Who swiped often enough to be judged (the card's gate): only of these is the rest worked out.
SELECT
  psn_no, quarter, MAX(setl_date) AS occurred_on, COUNT(*) AS swipes, COUNT(CASE WHEN jump THEN 1 END) AS jump,
  COUNT(CASE WHEN taken_back THEN 1 END) AS reverse, MIN(fixmedins_code) AS fixmedins_code, MAX(fixmedins_code) AS last_code
FROM counter
GROUP BY psn_no, quarter
HAVING COUNT(*) >= 3
-- step: holder_goods
SELECT c.psn_no, c.quarter, SUM(p.cnt) AS goods
FROM counter AS c
JOIN precious AS p ON p.setl_id = c.setl_id
GROUP BY c.psn_no, c.quarter
-- step: holder_part
SELECT
  c.psn_no, c.quarter AS period, c.setl_id AS part, CASE WHEN c.jump THEN 1 ELSE 0 END AS jump,
  CASE WHEN c.taken_back THEN 1 ELSE 0 END AS reverse, COALESCE(p.cnt, 0) AS goods
FROM counter AS c
LEFT JOIN precious AS p ON p.setl_id = c.setl_id
-- step: holder_place
-- Where the most was paid, of those who were at more than one place.
SELECT
  c.psn_no, c.quarter, c.fixmedins_code,
  ROW_NUMBER() OVER (PARTITION BY c.psn_no, c.quarter ORDER BY SUM(c.medfee) DESC, c.fixmedins_code) AS nth
FROM counter AS c
JOIN holder_sum AS s ON s.psn_no = c.psn_no AND s.quarter = c.quarter AND s.fixmedins_code < s.last_code
GROUP BY c.psn_no, c.quarter, c.fixmedins_code
-- step: holder
SELECT
  s.psn_no, s.quarter AS period, COALESCE(l.fixmedins_code, s.fixmedins_code) AS fixmedins_code, s.occurred_on, s.swipes, s.jump, s.reverse,
  COALESCE(q.goods, 0) AS goods, COALESCE(b.bursts, 0) AS burst, COALESCE(p.n, 0) AS paced, COALESCE(d.n, 0) AS doubted,
  CASE WHEN g.psn_no IS NOT NULL THEN 1 ELSE 0 END AS crew, g.group_id, f.flags
FROM holder_sum AS s
LEFT JOIN holder_place AS l ON l.psn_no = s.psn_no AND l.quarter = s.quarter AND l.nth = 1
LEFT JOIN holder_goods AS q ON q.psn_no = s.psn_no AND q.quarter = s.quarter
LEFT JOIN holder_burst AS b ON b.psn_no = s.psn_no AND b.quarter = s.quarter
LEFT JOIN holder_paced AS p ON p.psn_no = s.psn_no AND p.quarter = s.quarter
LEFT JOIN holder_doubt AS d ON d.psn_no = s.psn_no AND d.quarter = s.quarter
LEFT JOIN crew AS g ON g.psn_no = s.psn_no
LEFT JOIN flag_person AS f ON f.psn_no = s.psn_no
