"""A range test as PyTorch trains it, and the suggestions of Lightning's and fastai's formulas over NumPy: lr_find.json.

The run that is trained stands in the file: init (by state_dict name), x, y and the rows' order in each epoch, as
test/training/range-test.test.ts has them at seed 0.
"""
import numpy as np
import torch

BATCH, STEPS, MIN, MAX = 8, 60, 1e-4, 10.0


def losses_of(run, lrs):
    """Batch losses until the smoothed one runs away, and the smoothed ones (Lightning's _LRCallback)."""
    model = torch.nn.Sequential(torch.nn.Linear(3, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
    model.load_state_dict({k: torch.tensor(v).reshape(model.state_dict()[k].shape) for k, v in run["init"].items()})
    x, y = torch.tensor(run["x"]).reshape(-1, 3), torch.tensor(run["y"]).reshape(-1, 1)
    batches = [order[i : i + BATCH] for order in run["orders"] for i in range(0, len(order), BATCH)]
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    losses, smoothed, average, best = [], [], 0.0, None
    for step, (lr, rows) in enumerate(zip(lrs, batches)):
        optimizer.param_groups[0]["lr"] = lr
        loss = torch.nn.functional.mse_loss(model(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        average = 0.98 * average + 0.02 * losses[-1]
        smoothed.append(average / (1 - 0.98 ** (step + 1)))
        if step > 0 and smoothed[-1] > 4 * best:
            break
        best = smoothed[-1] if best is None else min(best, smoothed[-1])
    return losses, smoothed


def range_test(golden, _cases):
    lrs = np.geomspace(MIN, MAX, STEPS)
    losses, smoothed = losses_of(golden["run"], lrs)
    values = np.array(smoothed)
    steep = lrs[10 + np.gradient(values[10:-1]).argmin()]  # _LRFinder.suggestion(skip_begin=10, skip_end=1)
    minimum = lrs[values.argmin()] / 10  # fastai.callback.schedule.minimum
    return {"run": golden["run"], "losses": losses, "smoothed": smoothed, "steep": float(steep), "minimum": float(minimum)}
