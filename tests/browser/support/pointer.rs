//! Clicking what has a name: elements are found by role and accessible name, as a screen reader
//! announces them, and clicked with a mouse at a place where they can be hit.
//!
//! Never calls an element's `click()`, which works on what nobody could reach.

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::firefox;
use super::page::Page;

/// By this, WebDriver knows an element among values.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Scrolls the element into view and finds a point of it, or of its label, that a mouse can hit.
const POINT: &str = "function () {
    if (this.matches(':disabled, [aria-disabled=true]')) return { problem: 'is disabled' };
    this.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
    let covered = 'has no size';
    for (const target of [this, ...(this.labels ?? [])]) {
        const box = target.getBoundingClientRect();
        if (box.width === 0 || box.height === 0) continue;
        const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
        const hit = document.elementFromPoint(point.x, point.y);
        if (hit && (target.contains(hit) || this.contains(hit))) return point;
        covered = 'is covered by ' + (hit?.outerHTML.slice(0, 120) ?? 'nothing: it is out of view');
    }
    return { problem: covered };
}";

impl Page {
    /// Clicks the button of that name.
    pub async fn click_button(&self, name: &str) {
        self.click_role("body", "button", name).await;
    }

    /// Clicks the button of that name in the one element that the selector finds.
    pub async fn click_button_in(&self, selector: &str, name: &str) {
        self.click_role(selector, "button", name).await;
    }

    /// Clicks the link of that name.
    pub async fn click_link(&self, name: &str) {
        self.click_role("body", "link", name).await;
    }

    /// Clicks what has this ARIA role and this name; waits until there is exactly one, which is
    /// enabled and not covered.
    pub async fn click_role(&self, within: &str, role: &str, name: &str) {
        let point = self
            .wait_until(async || {
                let element = self.find_one(within, role, name).await?;
                self.point_of(&element)
                    .await
                    .map_err(|problem| format!("the {role} \"{name}\" {problem}"))
            })
            .await;
        self.click_at(&point).await;
    }

    /// Clicks the first element that a selector finds; waits until it can be hit. For what has no
    /// name, such as a place in a picture.
    pub async fn click(&self, selector: &str) {
        let expression = format!("document.querySelector({})", json!(selector));
        let point = self
            .wait_until(async || {
                let element = self.element(&expression).await?;
                let point = self.point_of(&element).await;
                point.map_err(|problem| format!("`{selector}` {problem}"))
            })
            .await;
        self.click_at(&point).await;
    }

    /// Waits until there is exactly one element of this role and name.
    pub async fn wait_for_role(&self, role: &str, name: &str) {
        self.wait_until(async || self.find_one("body", role, name).await).await;
    }

    /// The names of all elements of a role, as they are at the moment.
    pub async fn names(&self, role: &str) -> Vec<String> {
        if firefox::is_it() {
            let found = self.named_in_firefox("body", role).await;
            let found = found.unwrap_or_else(|problem| panic!("{problem}"));
            return found.into_iter().map(|(_, name)| name).collect();
        }
        let found = self.query("body", json!({ "role": role })).await;
        let found = found.unwrap_or_else(|problem| panic!("{problem}"));
        found.iter().map(name_of).collect()
    }

    /// What has the focus, as a screen reader would say it: `button "Play"`.
    pub async fn focused(&self) -> String {
        if firefox::is_it() {
            let element = self.element("document.activeElement").await;
            let element = element.unwrap_or_else(|problem| panic!("{problem}"));
            let [role, name] = self.called_in_firefox(&element).await;
            return format!("{role} \"{name}\"");
        }
        let focused = async || {
            let element = self.element("document.activeElement").await?;
            let parameters = json!({ "objectId": element, "fetchRelatives": false });
            self.try_cdp("Accessibility.getPartialAXTree", parameters).await
        };
        let answer = focused().await.unwrap_or_else(|error| panic!("{error}"));
        let node = &answer["nodes"][0];
        let role = node["role"]["value"].as_str().unwrap_or("nothing");
        format!("{role} \"{}\"", name_of(node))
    }

    /// The one element of this role and name, by its id in Chrome's protocol, or in Firefox's.
    async fn find_one(&self, within: &str, role: &str, name: &str) -> Result<String, String> {
        if firefox::is_it() {
            return self.find_in_firefox(within, role, name).await;
        }
        let wanted = json!({ "role": role, "accessibleName": name });
        let found = self.query(within, wanted).await?;
        match found.as_slice() {
            [one] => {
                let parameters = json!({ "backendNodeId": one["backendDOMNodeId"] });
                let resolved = self.try_cdp("DOM.resolveNode", parameters).await?;
                object_id(&resolved["object"])
            }
            [] => {
                let others = self.query(within, json!({ "role": role })).await?;
                let others: Vec<String> = others.iter().map(name_of).collect();
                Err(format!("there is no {role} \"{name}\" in `{within}`, only {others:?}"))
            }
            several => {
                Err(format!("there are {} of {role} \"{name}\" in `{within}`", several.len()))
            }
        }
    }

    /// What the accessibility tree has below an element; what is hidden is not in it.
    async fn query(&self, within: &str, wanted: Value) -> Result<Vec<Value>, String> {
        let expression = format!("document.querySelector({})", json!(within));
        let mut parameters = wanted;
        parameters["objectId"] = self.element(&expression).await?.into();
        let answer = self.try_cdp("Accessibility.queryAXTree", parameters).await?;
        let nodes = answer["nodes"].as_array().into_iter().flatten();
        Ok(nodes.filter(|node| node["ignored"] == json!(false)).cloned().collect())
    }

    /// Those of a role that are not hidden, each by its id in Firefox's protocol and with its name.
    async fn named_in_firefox(
        &self,
        within: &str,
        role: &str,
    ) -> Result<Vec<(String, String)>, String> {
        let seen = format!(
            "[...document.querySelector({}).querySelectorAll({})].filter(it => it.checkVisibility())",
            json!(within),
            json!(firefox::candidates(role))
        );
        let elements = self.try_eval(&seen).await?;
        let mut found = Vec::new();
        for element in elements.as_array().into_iter().flatten() {
            let id = element[ELEMENT].as_str().unwrap_or_default().to_string();
            let [own, name] = self.called_in_firefox(&id).await;
            if own == role {
                found.push((id, name));
            }
        }
        Ok(found)
    }

    async fn find_in_firefox(
        &self,
        within: &str,
        role: &str,
        name: &str,
    ) -> Result<String, String> {
        let all = self.named_in_firefox(within, role).await?;
        let mut found = all.iter().filter(|(_, own)| own == name);
        match (found.next(), found.next()) {
            (Some((id, _)), None) => Ok(id.clone()),
            (Some(_), Some(_)) => Err(format!("there are several {role} \"{name}\" in `{within}`")),
            (None, _) => Err(format!("there is no {role} \"{name}\" in `{within}`, only {all:?}")),
        }
    }

    /// The role and the name of an element, as Firefox computes them.
    async fn called_in_firefox(&self, element: &str) -> [String; 2] {
        let mut said = [String::new(), String::new()];
        for (said, kind) in said.iter_mut().zip(["computedrole", "computedlabel"]) {
            let answer = self.client.issue_cmd(Computed(element.into(), kind)).await;
            // An element that is gone has neither.
            *said = answer.ok().and_then(|it| it.as_str().map(String::from)).unwrap_or_default();
        }
        said
    }

    /// The id in the browser's protocol of the element that an expression gives.
    async fn element(&self, expression: &str) -> Result<String, String> {
        if firefox::is_it() {
            let element = self.try_eval(expression).await?;
            let id = element[ELEMENT].as_str();
            return id.map(String::from).ok_or_else(|| format!("`{expression}` finds nothing"));
        }
        let parameters = json!({ "expression": expression });
        let answer = self.try_cdp("Runtime.evaluate", parameters).await?;
        object_id(&answer["result"]).map_err(|_| format!("`{expression}` finds nothing"))
    }

    async fn point_of(&self, element: &str) -> Result<Value, String> {
        if firefox::is_it() {
            let script = format!("return ({POINT}).call(arguments[0])");
            let point = self.client.execute(&script, vec![json!({ ELEMENT: element })]).await;
            let point = point.map_err(|error| error.to_string())?;
            return match point["problem"].as_str() {
                Some(problem) => Err(problem.into()),
                None => Ok(point),
            };
        }
        let parameters = json!({
            "objectId": element, "functionDeclaration": POINT, "returnByValue": true,
        });
        let mut answer = self.try_cdp("Runtime.callFunctionOn", parameters).await?;
        let point = answer["result"]["value"].take();
        match point["problem"].as_str() {
            Some(problem) => Err(problem.into()),
            None => Ok(point),
        }
    }

    async fn click_at(&self, point: &Value) {
        if firefox::is_it() {
            let [x, y] = ["x", "y"].map(|axis| point[axis].as_f64().unwrap_or_default());
            let clicked = firefox::click_at(&self.client, x, y).await;
            return clicked.unwrap_or_else(|error| panic!("the click did not arrive: {error}"));
        }
        for (kind, button) in
            [("mouseMoved", "none"), ("mousePressed", "left"), ("mouseReleased", "left")]
        {
            let event = json!({
                "type": kind, "x": point["x"], "y": point["y"], "button": button, "clickCount": 1,
            });
            self.cdp("Input.dispatchMouseEvent", event).await;
        }
    }
}

/// Asks what an element is called: its id, and which of the two.
#[derive(Debug)]
struct Computed(String, &'static str);

impl WebDriverCompatibleCommand for Computed {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/element/{}/{}", self.0, self.1))
    }

    fn method_and_body(&self, _url: &Url) -> (Method, Option<String>) {
        (Method::GET, None)
    }
}

fn object_id(object: &Value) -> Result<String, String> {
    let id = object["objectId"].as_str();
    id.map(str::to_owned).ok_or_else(|| "the element is gone".into())
}

fn name_of(node: &Value) -> String {
    node["name"]["value"].as_str().unwrap_or_default().into()
}
