const grouped = new Intl.NumberFormat("en");

export const number = (count: number) => grouped.format(count);

/** "1 user", "1,200 users". */
export const count = (amount: number, one: string, many = `${one}s`) => `${number(amount)} ${amount === 1 ? one : many}`;
