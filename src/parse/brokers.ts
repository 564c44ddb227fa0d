/**
 * The brokers that a daemon's address (`<HOST:PORT?CCBID=…&…>`, a sinful string) names, each as `HOST:PORT?…`; empty when it is
 * reached directly. A broker behind others is named by the first, which is the one that is called.
 */
export function brokersOf(address: string): readonly string[] {
  const written = /[?&]CCBID=([^&>]*)/u.exec(address)?.[1];
  if (written === undefined) return [];
  let contacts: string;
  try {
    contacts = decodeURIComponent(written);
  } catch {
    return [];
  }
  const brokers = contacts.split(" ").map((contact) => contact.replace(/#.*$/su, "").replace(/^<|>$/gu, ""));
  return [...new Set(brokers)].filter((broker) => plain.test(broker));
}

/** What can stand in an argument between angle brackets. */
const plain = /^(?:[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}(?:\?[\x21-\x3b\x3d\x3f-\x7e]*)?$/u;
