/**
 * React Aria adds one rule to the document unless an element with this id is there. The strict content security policy
 * would refuse it, with an error in the console; controls.css has the rule.
 */
const id = 'react-aria-pressable-style';
if (!document.getElementById(id)) document.head.append(Object.assign(document.createElement('meta'), { id }));
