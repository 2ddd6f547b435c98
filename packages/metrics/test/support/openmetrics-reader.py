# Answers each line, a page as a JSON text, with what Debian's OpenMetrics parser makes of it.
import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families


def family(one):
    samples = [
        {
            "name": sample.name,
            "labels": sample.labels,
            "value": sample.value,
            "exemplar": sample.exemplar.labels if sample.exemplar else None,
        }
        for sample in one.samples
    ]
    return {"name": one.name, "type": one.type, "unit": one.unit, "help": one.documentation, "samples": samples}


for line in sys.stdin:
    try:
        answer = [family(one) for one in text_string_to_metric_families(json.loads(line))]
    except Exception as error:
        answer = {"error": repr(error)}
    print(json.dumps(answer), flush=True)
