const GOODREADS = /^\w{3} (\w{3}) (\d\d) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})$/;
const DATE_TIME = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)$/;

// Values in another form are returned as they are, so that the check of a row rejects and quotes them.

/** Seconds of a number of milliseconds. */
export function fromMilliseconds(value: unknown): unknown {
  return typeof value === "number" ? value / 1000 : value;
}

/** Seconds of `2018-07-07 22:09:11`, as UTC because Yelp gives no time zone. */
export function fromDateTime(value: unknown): unknown {
  const [, day, time] = DATE_TIME.exec(String(value)) ?? [];
  return day === undefined ? value : secondsOf(`${day}T${time}Z`, value);
}

/** Seconds of `Sun Jul 30 07:44:10 -0700 2017`, as Goodreads writes dates. */
export function fromGoodreadsDate(value: unknown): unknown {
  const [, month, day, time, zone, year] = GOODREADS.exec(String(value)) ?? [];
  return month === undefined ? value : secondsOf(`${day} ${month} ${year} ${time} ${zone}`, value);
}

function secondsOf(text: string, value: unknown): unknown {
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? value : milliseconds / 1000;
}
